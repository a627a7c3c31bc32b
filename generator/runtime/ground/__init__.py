"""Ground: the API as data, what can be raised, and small things that everybody needs.

It imports no other room.
"""
