"""What it means → names and places in Python, before any code is thought of.

It imports ground, read and understand.
"""
