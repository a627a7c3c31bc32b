"""Schemas: what the document's schemas say of values, and values made from them.

It imports ground and wire.
"""
