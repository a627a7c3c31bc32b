"""Reference pages: what a package offers, and what goes over the wire, to look at.

Views of this room hold plain text. The templates' environment escapes whatever it prints
(`render.page`), and `prose.py` makes HTML of descriptions; nothing else makes any.
"""
