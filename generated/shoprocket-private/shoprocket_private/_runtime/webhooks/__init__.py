"""Webhooks: payloads that a vendor sends, and their signatures.

It imports ground, wire and call.
"""
