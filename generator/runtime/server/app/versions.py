"""Other versions of the vendor's media types than the document's (extension `x-media-version`)."""

from __future__ import annotations

import re
from collections.abc import Collection


class Versions:
    """Versions that are served alike.

    Args:
        template: The vendor's media type with `{version}`.
        documented: The document's version.
        others: The other versions that a client may ask for.
    """

    def __init__(self, template: str, documented: str, others: Collection[str]) -> None:
        self._before = template.partition("{version}")[0].lower()
        self._documented = documented
        self._others = tuple(version for version in others if version != documented)
        if not all(re.fullmatch(r"[0-9A-Za-z._-]+", version) for version in self._others):
            raise ValueError("media_versions: a version is letters, digits, '.', '_' and '-'")
        words = "|".join(re.escape(version) for version in self._others)
        self._other = self._pattern(words) if words else None
        self._own = self._pattern(re.escape(documented))

    def _pattern(self, versions: str) -> re.Pattern[str]:
        return re.compile(
            rf"({re.escape(self._before)})(?:{versions})(?![0-9A-Za-z._-])", re.IGNORECASE
        )

    def documented(self, header: str | None) -> str | None:
        """Accept or Content-Type with the document's version for the others."""
        if header is None or self._other is None:
            return header
        return self._other.sub(lambda match: match[1] + self._documented, header)

    def as_asked(self, media: str | None, accept: str | None) -> str | None:
        """The media type of an answer in the version that was asked for."""
        if media is None or accept is None or media.lower() in accept.lower():
            return media
        for version in self._others:
            # A version holds no backslash, so that it is safe as a replacement.
            other = self._own.sub(rf"\g<1>{version}", media)
            if other != media and other.lower() in accept.lower():
                return other
        return media


def versions_of(media_version: tuple[str, str] | None, others: Collection[str]) -> Versions | None:
    """The versions of an API that are served; None where only the document's is."""
    if media_version is None or not others:
        return None
    return Versions(*media_version, others)
