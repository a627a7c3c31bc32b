"""Call: one call from arguments to value or error, without any I/O.

It imports ground, wire, limits and access.
"""
