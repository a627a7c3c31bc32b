"""Wire: values to text and bytes, and back.

It imports ground.
"""
