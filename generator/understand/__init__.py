"""A document → what it means (`ir.py`), which knows no Python. It imports ground and read."""
