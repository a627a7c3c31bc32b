"""Values that nobody changes: what the stages hand on to each other.

A frozen dataclass sets each field through `object.__setattr__`, so that a large document,
which becomes some hundred thousand of them, spends a tenth of its time on it. What the type
checkers hold here is the same; only at run time nobody stands guard. And a dataclass compiles
four functions of its own for each class, at every start: here it is the constructor alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass, fields
    from operator import attrgetter

    def record(*, frozen: bool, slots: bool):
        """A dataclass that is compared and hashed by its fields, as a frozen one is."""

        def made(cls: type) -> type:
            cls = dataclass(slots=slots, eq=False, repr=False)(cls)
            names = [field.name for field in fields(cls) if field.compare]
            shown = [field.name for field in fields(cls) if field.repr]
            values = attrgetter(*names) if names else type

            def __eq__(self, other):
                same = other.__class__ is self.__class__
                return values(self) == values(other) if same else NotImplemented

            def __hash__(self):
                return hash(values(self))

            def __repr__(self):
                told = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
                return f"{type(self).__qualname__}({told})"

            cls.__eq__, cls.__hash__, cls.__repr__ = __eq__, __hash__, __repr__
            return cls

        return made


__all__ = ["record"]
