"""The command: documents in, packages and exit statuses out. It imports every room."""

import gc

# A run makes a tree of a million small objects and throws little away: Python's collector would
# look at all of it again and again, for a quarter of the time of a large document.
gc.set_threshold(50_000, 20, 100)
