"""Every package of the cases at once: strictly typed, importable, every model built.

All cases become packages of one folder that share one copy of the runtime, so that
the checkers read it once; one case keeps its own, to prove the seam.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.write.package import RUNTIME
from tests.snapshots import PACKAGE, Case, cases, package

pytestmark = pytest.mark.types
WHOLE = "package/files"
_RUNTIME_IMPORT = re.compile(r"^(\s*from )\.+_runtime\b", re.MULTILINE)


def _modules(case: Case, files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Path below the common folder and text of each module; the runtime is the common one."""
    for name, data in files.items():
        inner = name.removeprefix(f"{PACKAGE}/")
        own = case.name == WHOLE
        if inner != name and name.endswith(".py") and (own or not inner.startswith("_runtime/")):
            text = data.decode()
            if not own:
                text = _RUNTIME_IMPORT.sub(r"\1common_runtime", text)
            yield f"{re.sub('[/-]', '_', case.name)}/{inner}", text


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every package of the cases, and the runtime as `common_runtime`."""
    folder = tmp_path_factory.mktemp("accepted")
    texts = {
        f"common_runtime/{p.relative_to(RUNTIME)}": p.read_text() for p in RUNTIME.rglob("*.py")
    }
    for case in cases():
        if not case.fails:
            files, said, failed = package(case)
            assert not failed, said
            texts |= dict(_modules(case, files))
            (folder / re.sub("[/-]", "_", case.name)).mkdir()
            document = files[f"{PACKAGE}/server/openapi.json"]
            (folder / f"{re.sub('[/-]', '_', case.name)}.json").write_bytes(document)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _packages(tree: Path) -> list[str]:
    return sorted(path.parent.name for path in tree.glob("*/__init__.py"))


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}" if done.returncode else ""


def test_mypy_strict(tree: Path) -> None:
    config = tree / "mypy.ini"
    config.write_text("[mypy]\nstrict = True\npython_version = 3.11\n")
    arguments = [part for name in _packages(tree) for part in ("-p", name)]
    found = _run(tree, sys.executable, "-m", "mypy", "--config-file", str(config), *arguments)
    assert not found, found[-6000:]


def test_pyright_strict(tree: Path) -> None:
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["."]}
    settings["ignore"] = ["*/_runtime"]  # checked once, as `common_runtime`
    (tree / "pyrightconfig.json").write_text(json.dumps(settings))
    python = ("--pythonpath", sys.executable)
    found = _run(tree, sys.executable, "-m", "pyright", "--level", "error", *python)
    assert not found, found[-6000:]


_BUILD_ALL = """
import importlib, json, pathlib, sys, warnings
warnings.simplefilter("error")
from pydantic import BaseModel, TypeAdapter
built = []
for name in sys.argv[1:]:
    for path in sorted(pathlib.Path(name).rglob("*.py")):
        module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        importlib.import_module(module)
    models = importlib.import_module(f"{name}.models")
    for symbol in models.__all__:
        value = getattr(models, symbol)
        TypeAdapter(value).json_schema()
        if isinstance(value, type):
            assert issubclass(value, BaseModel) and value.model_rebuild(force=True), symbol
        built.append(f"{name}.{symbol}")
print(json.dumps(built))
"""


def test_every_module_is_imported_and_every_model_built(tree: Path) -> None:
    packages = [name for name in _packages(tree) if name != "common_runtime"]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _BUILD_ALL, *packages],
        cwd=tree, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    assert len(json.loads(done.stdout)) > 100


def test_no_operation_is_lost(tree: Path) -> None:
    """Operations in the document = methods of each flavour = constants = handlers."""
    for document in sorted(tree.glob("*.json")):
        if document.name == "pyrightconfig.json":
            continue
        paths = json.loads(document.read_text()).get("paths") or {}
        verbs = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
        wanted = sum(method in verbs for item in paths.values() for method in item)
        folder = tree / document.stem
        api = [c for p in folder.glob("api/*.py") for c in _classes(p)]
        methods = dict.fromkeys((False, True), 0)
        for cls in api:
            methods[cls.name.startswith("Async")] += _functions(cls)
        protocol = sum(_functions(c) for c in _classes(folder / "server" / "protocol.py"))
        constants = sum(
            p.read_text().count("] = Operation(") for p in folder.glob("operations/*.py")
        )
        assert {wanted} == {methods[False], methods[True], protocol, constants}, document.stem


def _classes(path: Path) -> list[ast.ClassDef]:
    return [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]


def _functions(cls: ast.ClassDef) -> int:
    return sum(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in cls.body)


def test_the_http_library_is_named_in_the_runtime_alone(tree: Path) -> None:
    for path in tree.rglob("*.py"):
        if "common_runtime" not in path.parts and "_runtime" not in path.parts:
            assert not re.search(r"^\s*(import|from) httpx", path.read_text(), re.MULTILINE), path


def test_no_model_can_be_named_like_what_a_module_imports_or_defines(tree: Path) -> None:
    """Models are imported into `api` by their own names."""
    from generator.name.reserved import CLASSES

    taken = {name.casefold() for name in CLASSES}
    found: set[str] = set()
    for folder in ("api", "models"):
        for path in tree.glob(f"*/{folder}/[!_]*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.ImportFrom)
                    and node.level != 1
                    and not re.match("models|operations", node.module or "")
                ):
                    found |= {alias.asname or alias.name for alias in node.names}
    assert (
        sorted(name for name in found if name[0].isupper() and name.casefold() not in taken) == []
    )
