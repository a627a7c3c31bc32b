"""Limits: how often calls may go, how long they wait, and whether they are repeated.

It imports ground.
"""
