"""Amounts: objects that stand for a number, and how they are told (`money` of `x-sandbox`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..schemas.values import is_array, is_object

_NUMBER = re.compile(r"[0-9](?:[0-9.,' \u00a0\u202f]*[0-9])?")


class FormulaError(Exception):
    """A formula that cannot be worked out; says which, and why."""


class Money(NamedTuple):
    """Objects that stand for a number: the names of the number and of its text."""

    number: str
    text: str | None = None
    languages: Mapping[str, str] = {}
    """Language tag -> any amount, as it is told there: `1.850,00 €`."""

    def sample(self, accepted: str | None) -> str | None:
        """How amounts are told in the language that an `Accept-Language` prefers, if it is known.

        Of `de-AT` it is `de`, where that alone is known (RFC 4647, section 3.4).
        """
        asked: list[tuple[float, str]] = []
        for part in (accepted or "").split(","):
            tag, _, weight = part.strip().partition(";")
            found = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", weight or "q=1")
            asked.append((float(found[1]) if found else 0.0, tag.strip().lower()))
        known = {tag.lower(): text for tag, text in self.languages.items()}
        for wanted, tag in sorted(asked, key=lambda one: -one[0]):
            parts = tag.split("-")
            for end in range(len(parts), 0, -1):
                if wanted > 0 and "-".join(parts[:end]) in known:
                    return known["-".join(parts[:end])]
        return None


class Amounts:
    """Takes amounts for numbers, and writes numbers as amounts.

    Args:
        money: Which objects stand for numbers; None: none do.
    """

    def __init__(self, money: Money | None = None) -> None:
        self._money = money

    def written(self, known: Any, number: Any) -> Any:
        """A number in the manner of the value that it replaces: as money, or rounded."""
        money = self._money
        if not isinstance(number, int | float) or isinstance(number, bool):
            return number
        if money and is_object(known) and isinstance(known.get(money.number), int | float):
            amount = self.written(known[money.number], number)
            text = known.get(money.text) if money.text else None
            said = {money.text: _retold(text, known[money.number], amount)} if text else {}
            return {**known, money.number: amount, **said}
        if isinstance(known, float) or known is None:
            return number
        return int(number + (0.5 if number >= 0 else -0.5))

    def told(self, known: Any, given: Any) -> Any:
        """A value in the manner of the one that it replaces, within objects too."""
        if is_object(known) and is_object(given):
            return {name: self.told(known.get(name), item) for name, item in given.items()}
        return self.written(known, given)

    def dressed(self, known: Any, sent: Any) -> Any:
        """What was sent for a value: a number for money becomes money, all else is as it is."""
        if is_object(known) and is_object(sent):
            return {name: self.dressed(known.get(name), item) for name, item in sent.items()}
        money = self._money
        return self.written(known, sent) if money and is_object(known) else sent

    @property
    def languages(self) -> bool:
        """Whether it is known how amounts are told in languages."""
        return bool(self._money and self._money.languages)

    def translated(self, value: Any, accepted: str | None) -> Any:
        """A value with its amounts told in the language that a request prefers."""
        sample = self._money.sample(accepted) if self._money else None
        return value if sample is None else self._translated(value, sample)

    def _translated(self, value: Any, sample: str) -> Any:
        if is_array(value):
            return [self._translated(item, sample) for item in value]
        if not is_object(value) or self._money is None:
            return value
        told = {name: self._translated(item, sample) for name, item in value.items()}
        number, text = value.get(self._money.number), self._money.text
        if text in value and isinstance(number, int) and not isinstance(number, bool):
            amount = int("".join(re.findall("[0-9]", sample)))
            told[str(text)] = _retold(sample, amount, number)
        return told

    def number(self, value: Any) -> float | int:
        """A value as a number; null is 0.

        Raises:
            FormulaError: It is none.
        """
        if self._money and is_object(value):
            value = value.get(self._money.number)
        if value is None:
            return 0
        if isinstance(value, int | float):
            return value
        raise FormulaError(f"{type(value).__name__} is no number")


def _retold(text: str, before: int | float, after: int | float) -> str:
    """The text of an amount in the manner of another: `€18.50` of 1850 tells 2775 as `€27.75`."""
    found = _NUMBER.search(text)
    digits = re.sub("[^0-9]", "", found[0]) if found else ""
    if found is None or digits.lstrip("0") != str(before).lstrip("-0"):
        return str(after)
    mark = re.search(r"[.,]([0-9]{1,2})$", found[0])
    places = len(mark[1]) if mark else 0
    whole, part = divmod(abs(int(after)), 10**places)
    between = re.match("[0-9]+([^0-9])[0-9]{3}", found[0])  # as in 1,850.00
    thousands = f"{whole:,}".replace(",", between[1]) if between else str(whole)
    told = f"{thousands}{mark[0][0]}{part:0{places}d}" if mark else thousands
    sign = "-" if after < 0 <= before else ""
    return f"{sign}{text[: found.start()]}{told}{text[found.end() :]}"
