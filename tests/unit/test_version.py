"""Versions of documents as versions of packages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from generator.write.views.version import version_of

VERSIONS = {
    "1": "1",
    "1.0.0": "1.0.0",
    "v2": "2",
    "V2.1": "2.1",
    "1.0.0-beta.2": "1.0.0b2",
    "1.0.0-beta": "1.0.0b0",
    "2.0.0-alpha.1": "2.0.0a1",
    "3.0-rc1": "3.0rc1",
    "3.0.0-pre": "3.0.0rc0",
    "1.2.3-dev": "1.2.3.dev0",
    "1.2.3.post4": "1.2.3.post4",
    "1.2rc1.post2.dev3": "1.2rc1.post2.dev3",
    "1!2.0": "1!2.0",
    "v1beta1": "1b1",
    "v1alpha": "1a0",
    "2024-05-01": "2024.5.1",
    "2024-05-02": "2024.5.2",
    "2024-05": "2024.5",
    "2020-06-01-preview": "2020.6.1rc0",
    "v2024-05-01": "2024.5.1",
    "2024.05.01": "2024.5.1",
    "2024-05-01T12:00:00Z": "2024.5.1+t12.0.00z",
    "20240501": "20240501",
    "1.0.0+build.5": "1.0.0+build.5",
    "1.0.0-SNAPSHOT": "1.0.0+snapshot",
    "1.0.0-alpha.beta": "1.0.0a0+beta",
    "1.0.0-1": "1.0.0+1",
    "1.2 final": "1.2+final",
    "1.x": "1+x",
    "latest": "0+latest",
    "release-1.2": "0+release.1.2",
    "бета": "0+beta",
    "": "0.1.0",
    "  ": "0.1.0",
}


@pytest.mark.parametrize(("said", "version"), VERSIONS.items())
def test_version(said: str, version: str) -> None:
    assert version_of(said) == version
    assert str(Version(version)) == version, "in PEP 440's normal form"


def test_a_text_of_a_page_is_no_version() -> None:
    long = [version_of(f"1.0 {'x' * 96}{last}") for last in "ab"]
    assert [len(one) for one in long] == [10, 10]
    assert long[0] != long[1]
    assert version_of("1." + "0" * 98).startswith("1.0")


def test_what_differs_stays_apart() -> None:
    said = ["latest", "stable", "🙂", "🙃", "2024-05-01", "2024-05-02", "1.0-a b", "1.0-a c"]
    said += ["9" * 200, "8" * 200]
    assert len({version_of(text) for text in said}) == len(said)


@given(st.one_of(st.text(max_size=20), st.from_regex(r"v?[0-9]{1,5}([-._+]?[a-z0-9]{0,6}){0,4}")))
def test_any_text_becomes_a_version(said: str) -> None:
    assert str(Version(version_of(said))) == version_of(said)
