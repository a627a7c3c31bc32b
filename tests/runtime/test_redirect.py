"""Where a redirect leads: within the origin with all that a call has, elsewhere with nothing of it."""

from __future__ import annotations

import pytest

from generator.runtime.call.redirect import other_origin, same_origin

AT = "https://h.test/a/b?x=1"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        (None, None),
        ("", None),
        ("c", "/a/c"),
        ("/c?d=1&e", "/c?d=1&e"),
        ("?y=2", "/a/b?y=2"),
        ("..", "/"),
        ("//h.test/c", "/c"),
        ("https://h.test", "/"),
        ("https://h.test?x", "/?x"),
        ("HTTPS://H.test/c", "/c"),
        ("https://h.test:443/c", "/c"),
        (" /c ", "/c"),
        ("/c#part", "/c"),
        ("/ü b", "/%C3%BC%20b"),
        ("/a%20b~c!$&'()*+,;=:@[]", "/a%20b~c!$&'()*+,;=:@[]"),
        ("/a\x7fb", "/a%7Fb"),
        ("/a\x80", "/a%C2%80"),
        ("https://h.test:444/c", None),
        ("https://h.test:80/c", None),
        ("http://h.test/c", None),
        ("http://h.test:443/c", None),
        ("https://evil.test/c", None),
        ("https://h.test.evil.test/c", None),
        ("https://user@h.test/c", None),
        ("https://:@h.test/c", None),
        ("//evil.test", None),
        ("https://h.test:no/c", None),
        ("https://[::1/c", None),
        ("mailto:a@h.test", None),
    ],
)
def test_within_the_origin(location: str | None, target: str | None) -> None:
    assert same_origin("https://h.test", AT, location) == target


@pytest.mark.parametrize(
    ("origin", "location", "target"),
    [
        ("http://h.test", "http://h.test:80/c", "/c"),
        ("http://h.test:8080", "http://h.test:8080/c", "/c"),
        ("http://h.test:8080", "http://h.test/c", None),
        ("http://[::1]:80", "http://[::1]/c", None),
        ("http://[::1]", "http://[::1]:80/c", "/c"),
        ("http://[::1]:81", "http://[0:0::1]:81/c", None),
        ("http://h.test:0", "http://h.test:0/c", "/c"),
    ],
)
def test_ports_and_addresses(origin: str, location: str, target: str | None) -> None:
    assert same_origin(origin, f"{origin}/a", location) == target


@pytest.mark.parametrize(
    ("current", "location", "url"),
    [
        (AT, "https://files.test/a?b=c", "https://files.test/a?b=c"),
        (AT, "https://files.test", "https://files.test/"),
        (AT, "https://files.test:8443?x", "https://files.test:8443/?x"),
        (AT, "//files.test/a", "https://files.test/a"),
        (AT, " https://files.test/ü#part ", "https://files.test/%C3%BC"),
        (AT, "http://files.test/a", None),  # never from https to http
        ("http://h.test/a", "http://files.test/a", "http://files.test/a"),
        ("http://h.test/a", "https://files.test/a", "https://files.test/a"),
        ("http://h.test/a", "ftp://files.test/a", None),
        (AT, "https://user:pw@files.test/a", None),
        (AT, "https://@files.test/a", None),
        (AT, "https://bücher.test/a", None),
        ("http://h.test/a", "https:///a", None),
        (AT, "https://files.test:port/a", None),
        (AT, "data:text/plain,x", None),
        (AT, None, None),
        (AT, "", None),
    ],
)
def test_to_another_origin(current: str, location: str | None, url: str | None) -> None:
    assert other_origin(current, location) == url
