"""What a package is called after its document."""

from __future__ import annotations

import pytest

from generator.name.package import own_name, package_name


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("acme", "acme"),
        ("my-model", "my_model"),
        ("-acme-", "acme"),
        ("json-api", "json_api"),
        ("Acme", "acme"),
        ("ACME", "acme"),
        ("OrderAPI", "order_api"),
        ("my.api", "my_api"),
        ("my_api", "my_api"),
        ("my api", "my_api"),
        ("v2", "v2"),
        ("2fa", "n2fa"),
        ("café", "cafe"),
        ("日本", "ri_ben"),
        ("-", "minus"),
        ("class", "class_api"),
        ("async", "async_api"),
        ("none", "none"),
        ("match", "match"),
    ],
)
def test_a_package_has_the_words_of_its_document(document: str, name: str) -> None:
    assert own_name(document) == package_name(document) == name
    assert name.isidentifier()


@pytest.mark.parametrize(
    "document", ["json", "httpx", "typing-extensions", "Redis", "test", "specwright"]
)
def test_a_package_hides_no_library(document: str) -> None:
    assert package_name(document) == f"{own_name(document)}_api"
