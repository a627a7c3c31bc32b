"""Pairs of revisions, what their differences are called, and whether that is true."""
