"""Client: what users touch, and what holds over all calls of a client.

It imports all rooms of a call.
"""
