"""App: a request on its way: routing, admission, reading, validation, replies.

It imports ground, wire and the schemas.
"""
