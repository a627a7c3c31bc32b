"""The public surface of a package as sorted text: the file that reviewers read.

One line for each thing that a user of the package can name: a method with its
signature, a member of a model with its type, a constructor argument, a webhook.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping

README = "README.md"
SURFACE = "api.txt"
_LEFT_OUT = "left out: "


def surface(package: str, files: Mapping[str, bytes], left_out: Iterable[str] = ()) -> str:
    """List what a package offers.

    Args:
        package: Import name.
        files: Path → content of the package's generated files.
        left_out: What the document has and the package has not.
    """
    lines = [f"{_LEFT_OUT}{line}" for line in left_out]
    for path, data in files.items():
        parts = path.split("/")
        if parts[0] != package or not path.endswith(".py"):
            continue
        if parts[1:2] == ["api"]:
            described = files.get(f"{package}/operations/{parts[-1]}", b"")
            lines += _methods(parts[-1].removesuffix(".py"), ast.parse(data), _groups(described))
        elif parts[1:2] == ["models"] and parts[-1] != "__init__.py":
            lines += _models(ast.parse(data))
        elif parts[1:] == ["client.py"]:
            lines += _clients(ast.parse(data))
        elif parts[1:] == ["server", "protocol.py"] and f"{package}/client.py" not in files:
            lines += _services(ast.parse(data))
        elif parts[1:] in (["callbacks.py"], ["webhooks.py"]):
            lines += _webhooks(ast.parse(data), parts[1].removesuffix(".py"))
    return "".join(f"{line}\n" for line in sorted(set(lines)))


def _classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in tree.body if isinstance(node, ast.ClassDef))


def _functions(cls: ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in cls.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _signature(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    arguments = _text(function.args).removeprefix("self").removeprefix(", ")
    return arguments.replace(", options: Options | None=None", "").replace("*, **", "**")


def _groups(operations: bytes) -> dict[str, str]:
    """Operation's constant → which of its arguments go with each other."""
    found: dict[str, str] = {}
    for node in ast.parse(operations).body if b"groups=" in operations else ():
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call):
            for keyword in node.value.keywords:
                if keyword.arg == "groups" and isinstance(keyword.value, ast.Tuple):
                    said = [ast.literal_eval(ast.Tuple(group.args)) for group in keyword.value.elts
                            if isinstance(group, ast.Call)]  # fmt: skip
                    words = "; ".join(
                        f"{kind} of {', '.join(names)}"
                        for kind, names, *_ in said
                        if kind not in ("text", "within")
                    )
                    if words:
                        found[_text(node.target)] = f" with {words}"
    return found


def _methods(resource: str, tree: ast.Module, groups: Mapping[str, str]) -> Iterator[str]:
    """Methods of the sync class; the async one has the same, by construction."""
    classes = list(_classes(tree))
    twins = {f"Async{cls.name}" for cls in classes}  # a tag may begin with the word, too
    for cls in classes:
        if cls.name not in twins:
            for function in _functions(cls):
                arguments = _signature(function).removesuffix("*").removesuffix(", ")
                returns = _text(function.returns) if function.returns else "None"
                named = (node.id for node in ast.walk(function) if isinstance(node, ast.Name))
                together = next((groups[name] for name in named if name in groups), "")
                yield f"client.{resource}.{function.name}({arguments}) -> {returns}{together}"


def _services(tree: ast.Module) -> Iterator[str]:
    """What an implementation has, where there is no client whose methods say the same."""
    for cls in _classes(tree):
        for function in _functions(cls):
            returns = _text(function.returns) if function.returns else "None"
            yield f"server.Implementation.{function.name}({_signature(function)}) -> {returns}"


def _models(tree: ast.Module) -> Iterator[str]:
    tree = _Unplaced(tree).visit(tree)
    for cls in _classes(tree):
        bases = ", ".join(_text(base) for base in cls.bases)
        yield f"models.{cls.name}({bases})"
        for node in cls.body:
            if isinstance(node, ast.AnnAssign):
                yield f"models.{cls.name}.{_text(node.target)}: {_type(node.annotation)}"
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            name, target = _text(node.targets[0]), _text(node.value.args[-1])
            yield f"models.{name} = {target}"


def _type(annotation: ast.expr) -> str:
    """A type without the notes of `Annotated`."""
    if isinstance(annotation, ast.Subscript) and _text(annotation.value) == "Annotated":
        inner = annotation.slice
        return _text(inner.elts[0] if isinstance(inner, ast.Tuple) else inner)
    return _text(annotation)


def _clients(tree: ast.Module) -> Iterator[str]:
    for cls in _classes(tree):
        for function in _functions(cls):
            if function.name == "__init__":
                yield f"{cls.name}({_signature(function)})"


def _webhooks(tree: ast.Module, module: str) -> Iterator[str]:
    """Each webhook or callback with the type of its payload and its name in the document."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call):
            name, type_ = _text(node.target), _text(node.annotation)
            yield f"{module}.{name}: {type_} = {_text(node.value.args[0])}"


def calls(said: str) -> str:
    """Every call of the client for a README: an index shows it, and `api.txt` is not there.

    Args:
        said: Content of `api.txt`.
    """
    lines = [line for line in said.splitlines() if line.startswith("client.")]
    if not lines:
        return ""
    return "\n".join(["", "## Every call", "", "```text", *lines, "```", ""])


def surface_diff(old: str, new: str) -> tuple[list[str], bool]:
    """What is gone and what is new, and whether something that existed is gone.

    Returns:
        Lines that start with `-` or `+`, and True when the change is breaking.
    """
    before = [_unplaced(line) for line in old.splitlines()]
    lines = [
        line
        for line in difflib.unified_diff(before, new.splitlines(), n=0, lineterm="")
        if line[:1] in {"-", "+"} and line[:3] not in {"---", "+++"}
    ]
    gone = [line for line in lines if line.startswith("-")]
    return lines, any(not line.startswith(f"-{_LEFT_OUT}") for line in gone)


def gone_and_changed(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """The names in a difference that nothing has any more, and those that mean something else."""
    names: dict[str, dict[str, None]] = {"-": {}, "+": {}}
    for line in lines:
        if not line[1:].startswith(_LEFT_OUT):
            names[line[0]][re.split(r"[(:]| =", line[1:], maxsplit=1)[0]] = None
    old, new = names["-"], names["+"]
    return [name for name in old if name not in new], [name for name in old if name in new]


_PLACED = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|\b[a-z]\w*\.(?=[A-Z])""")
"""Text in quotes, or a module before a model."""


def _unplaced(line: str) -> str:
    """A line of a model without modules, which earlier versions named."""
    if not line.startswith("models."):
        return line
    name, *rest = re.split(r"(?=\(|: | = )", line, maxsplit=1)
    return name + _PLACED.sub(lambda found: found[1] or "", "".join(rest))


class _Unplaced(ast.NodeTransformer):
    """Names models as users do, whichever module they stand in."""

    def __init__(self, module: ast.Module) -> None:
        imports = [node for node in module.body if isinstance(node, ast.ImportFrom)]
        self._modules = {a.asname or a.name for i in imports if not i.module for a in i.names}

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """`shared.Order`: `Order`."""
        placed = isinstance(node.value, ast.Name) and node.value.id in self._modules
        return ast.Name(node.attr) if placed else node


def _text(node: ast.AST) -> str:
    """Its source, on a line."""
    return ast.unparse(_Flat().visit(node))


class _Flat(ast.NodeTransformer):
    """Makes a name of each union: of some hundred members Python prints none."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """`a | b | c`, each printed alone."""
        members: list[str] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and isinstance(left.op, ast.BitOr):
            members.append(_text(left.right))
            left = left.left
        return ast.Name(" | ".join([*reversed([*members, _text(left)])])) if members else node
