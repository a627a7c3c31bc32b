"""What is marked in the source for editors, at no cost to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import deprecated as deprecated
else:

    def deprecated(message, *, category=None):
        """Mark a method as one that the vendor will remove (PEP 702).

        Editors and type checkers show it struck out. Nothing happens when it is called:
        the client warns by itself, once.
        """

        def mark(method):
            method.__deprecated__ = message
            return method

        return mark
