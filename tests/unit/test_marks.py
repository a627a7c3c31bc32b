"""Types that stand for others in generated modules, and what they are replaced with."""

from __future__ import annotations

import json

import pytest

from generator.write.marks import importing, unmarked

HEAD = "from typing import Literal\n\nfrom .._runtime.ground.model import Model\n\n\n"
FORMATS = ".._runtime.wire.formats"


def _kinds(*values: list[str], open_: bool = False) -> str:
    return repr(json.dumps(["Kinds", "k", values, open_]))


def _mark(name: str, inner: str) -> str:
    return f"dict[Literal[{name}], {inner}]"


@pytest.mark.parametrize(
    ("type_", "meant", "needed"),
    [
        ("int", "int", ()),
        ("dict[str, int]", "dict[str, int]", ()),
        (_mark("'Perhaps'", "int"), "Perhaps[int]", ((FORMATS, "Perhaps"),)),
        (_mark("'EmptyAsList'", "dict[str, int]"), "EmptyAsList[dict[str, int]]", ((FORMATS, "EmptyAsList"),)),
        (f"list[{_mark(chr(39) + 'Perhaps' + chr(39), 'int')}] | None", "list[Perhaps[int]] | None", ((FORMATS, "Perhaps"),)),
        ("dict[\n        Literal['Perhaps'],\n        int,\n    ]", "Perhaps[int]", ((FORMATS, "Perhaps"),)),
        ("dict[Literal['tuple'], dict[Literal['0'], str] | dict[Literal['1'], int]]", "tuple[str, int]", ()),
        ("dict[Literal['tuple'], dict[Literal['1'], int] | dict[Literal['10'], bool] | dict[Literal['2'], str]]", "tuple[int, str, bool]", ()),
        ("dict[Literal['tuple'], dict[Literal['0'], str]]", "tuple[str]", ()),
        ("dict[Literal['tuple'], None]", "tuple[()]", ()),
        ("dict[Literal['tuple'], Union[dict[Literal['0'], 'A'], dict[Literal['1'], int]]]", "tuple['A', int]", ()),
        ("dict[Literal['tuple'], dict[Literal['0'], dict[Literal['Perhaps'], int]]]", "tuple[Perhaps[int]]", ((FORMATS, "Perhaps"),)),
        (_mark(_kinds(["a"], ["b", "c"]), "dict[Literal['0'], A] | dict[Literal['1'], B]"),
         'Annotated[A | B, Kinds("k", ("a",), ("b", "c"))]', ((".._runtime.ground.kinds", "Kinds"), ("typing", "Annotated"))),
        (_mark(_kinds(["a"], ["b"], open_=True), "Union[dict[Literal['1'], 'B'], dict[Literal['0'], A]]"),
         "Annotated[Union[A, 'B'], Kinds(\"k\", (\"a\",), (\"b\",), open=True)]", ((".._runtime.ground.kinds", "Kinds"), ("typing", "Annotated"))),
        ("Annotated[dict[Literal['Perhaps'], int], Field(description='é ü')]", "Annotated[Perhaps[int], Field(description='é ü')]", ((FORMATS, "Perhaps"),)),
    ],
)  # fmt: skip
def test_what_a_mark_means(type_: str, meant: str, needed: tuple[tuple[str, str], ...]) -> None:
    """Whatever stands beside it, in several lines too, after letters of several bytes too."""
    body = f"{HEAD}class Ü(Model):\n    é: str\n    a: {{}} = 'ß'\n    b: {{}}\n"
    found = unmarked(body.format(type_, type_))
    for module, name in needed:
        if module != "typing":
            assert f"from {module} import {name}\n" in found
            found = found.replace(f"from {module} import {name}\n", "")
        else:
            found = found.replace("from typing import Annotated, Literal\n", "from typing import Literal\n")  # fmt: skip
    assert found == body.format(meant, meant)


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("    any_other_member: int | None = None", "    __pydantic_extra__: dict[str, int] = Field(init=False)"),
        ("    any_other_member: list[int] = None", "    __pydantic_extra__: dict[str, list[int]] = Field(init=False)"),
        ("    any_other_member: int", "    __pydantic_extra__: dict[str, int] = Field(init=False)"),
    ],
)  # fmt: skip
def test_members_without_a_name(line: str, made: str) -> None:
    found = unmarked(f"{HEAD}class A(Model):\n    a: int\n{line}\n")
    ignored = "  # pyright: ignore[reportIncompatibleVariableOverride]"
    assert found.endswith(f"class A(Model):\n    a: int\n{made}{ignored}\n")
    assert "from pydantic import Field\n" in found


def test_kinds_of_a_base() -> None:
    said = repr(json.dumps(["k", [["a", "A"], ['b"', "B"]]]))
    found = unmarked(f"{HEAD}class Base(Model):\n    known_kinds: Literal[{said}] | None = None\n")
    assert found == f"{HEAD}class Base(Model):\n    __kinds__ = (\"k\", {{\"a\": \"A\", 'b\"': \"B\"}})\n"  # fmt: skip


def test_an_alias_that_leads_back_to_itself_is_in_quotes() -> None:
    inner = "list[dict[Literal['Perhaps'], X]]"
    found = unmarked(f'{HEAD}X = TypeAliasType("X", "{inner}")\nY = "{inner}"\n')
    assert 'X = TypeAliasType("X", "list[Perhaps[X]]")\n' in found
    assert f'Y = "{inner}"\n' in found
    assert f"from {FORMATS} import Perhaps\n" in found


@pytest.mark.parametrize(
    ("body", "module", "made"),
    [
        ("from typing import Any\nx = 1\n", "typing", "from typing import Any, Literal\nx = 1\n"),
        ("from typing import Literal\n", "typing", "from typing import Literal\n"),
        ("from a import b\nx = 1\n", "typing", "from typing import Literal\nfrom a import b\nx = 1\n"),
        ("import a\n", "typing", "from typing import Literal\nimport a\n"),
        ("from a import b\nfrom .._runtime.c import d\n", "..x", "from a import b\nfrom ..x import Literal\nfrom .._runtime.c import d\n"),
        ("x = 1\n", "typing", "from typing import Literal\nx = 1\n"),
        ("from typing import (\n    Any,\n)\n", "typing", "from typing import Literal\nfrom typing import (\n    Any,\n)\n"),
    ],
)  # fmt: skip
def test_names_that_a_module_imports_besides(body: str, module: str, made: str) -> None:
    assert importing(body, module, ["Literal"]) == made
