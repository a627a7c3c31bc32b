"""Access: where an API lives, and how calls are let in: credentials, addresses, tokens.

It imports ground, wire and limits.
"""
