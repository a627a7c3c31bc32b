"""Documents that are made to hurt: each one thing, many times or within itself.

`SHAPES` has them by name, as files of a folder; `tests/proofs/heavy.py` runs them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from tests.unit.marked import PRELUDE

Files = dict[str, str | bytes]
"""A folder: texts, or bytes; `openapi.yaml` or `openapi.json` is the document.

A name that ends in `@` is a symbolic link to its text; the text `fifo`, `sparse` or `folder` of a
name that ends in `!` is such a thing.
"""

OK = "responses: {'200': {description: d}}"
SHAPES: dict[str, Callable[[], Files]] = {}


def _shape(make: Callable[[], str | Files]) -> Callable[[], str | Files]:
    def files() -> Files:
        made = make()
        return {"openapi.yaml": made} if isinstance(made, str) else made

    SHAPES[make.__name__.replace("_", "-")] = files
    return make


def _doc(paths: str = "{}", components: str = "", *, head: str = "") -> str:
    tail = f"components:\n{components}" if components else ""
    return f"{PRELUDE}{head}paths:{paths if paths[0] == chr(10) else ' ' + paths}\n{tail}"


def _schemas(text: str, *, head: str = "") -> str:
    """A document whose one operation answers with the schema A, or A0."""
    first = "A0" if "    A0:" in text else "A"
    content = f"{{application/json: {{schema: {{$ref: '#/components/schemas/{first}'}}}}}}"
    path = f"{{/a: {{get: {{operationId: a, responses: {{'200': {{description: d, content: {content}}}}}}}}}}}"
    return _doc(path, f"  schemas:\n{text}", head=head)


def _get(members: str, path: str = "/a", method: str = "get") -> str:
    return f'{{"{path}": {{{method}: {{operationId: a, {members}, {OK}}}}}}}'


def _paths(rows: Iterable[str]) -> str:
    return "\n" + "".join(f"  {row}\n" for row in rows)


def _each(template: str, count: int, between: str = ", ") -> str:
    """`template` once for each number: `%i` is it, `%n` the next one."""
    return between.join(
        template.replace("%i", str(i)).replace("%n", str(i + 1)) for i in range(count)
    )


def _ref(name: str) -> str:
    return f"{{$ref: '#/components/schemas/{name}'}}"


def _chain(template: str, count: int, end: str) -> str:
    """Schemas A0, A1 …, each of which says something of the next (`%r`), and the last one."""
    rows = (
        f"    A{i}: {template}\n".replace("%r", _ref(f"A{i + 1}")).replace("%i", str(i))
        for i in range(count)
    )
    return "".join(rows) + f"    A{count}: {end}\n"


# ---- names that are almost others


@_shape
def misspelt_required() -> str:
    names, other = _each("prop%i: {type: string}", 8000), _each("prpo%i", 8000)
    return _schemas(f"    A: {{type: object, required: [{other}], properties: {{{names}}}}}\n")


@_shape
def misspelt_references() -> str:
    row = "/a%i: {get: {operationId: a%i, responses: {'200': {$ref: '#/components/responses/Rsep%i'}}}}"
    return _doc(
        "\n  " + _each(row, 8000, "\n  "),
        "  responses:\n" + _each("    Resp%i: {description: d}\n", 8000, ""),
    )


@_shape
def misspelt_members() -> str:
    return _schemas(_each("    A%i: {tpye: object, propertis: {}}\n", 8000, ""))


@_shape
def misspelt_tags() -> str:
    row = f"/a%i: {{get: {{operationId: a%i, tags: [tga%i], {OK}}}}}"
    return _doc(
        "\n  " + _each(row, 8000, "\n  "), head="tags:\n" + _each("- name: tag%i\n", 8000, "")
    )


@_shape
def misspelt_mapping() -> str:
    kinds = _each("{$ref: '#/components/schemas/Kind%i'}", 2000)
    mapping = _each("k%i: '#/components/schemas/Kidn%i'", 2000)
    return _schemas(
        f"    A: {{oneOf: [{kinds}], discriminator: {{propertyName: kind, mapping: {{{mapping}}}}}}}\n"
        + _each(
            "    Kind%i: {type: object, required: [kind], properties: {kind: {type: string}}}\n",
            2000,
            "",
        )
    )


# ---- groups of parameters, rules, requirements


def _parameters(count: int) -> str:
    return _each("{name: p%i, in: query, schema: {type: string}}", count)


@_shape
def groups_in_a_ring() -> str:
    groups = ", ".join(f"{{all-or-none: [p{i}, p{(i + 1) % 1500}]}}" for i in range(1500))
    return _doc(_get(f"parameters: [{_parameters(1500)}], x-parameter-groups: [{groups}]"))


@_shape
def groups_across() -> str:
    groups = ", ".join(
        f"{{exactly-one: [p{i}, p{(i * 7 + 1) % 1500}, p{(i * 13 + 5) % 1500}]}}"
        for i in range(1500)
    )
    return _doc(_get(f"parameters: [{_parameters(1500)}], x-parameter-groups: [{groups}]"))


@_shape
def groups_of_all_operations() -> str:
    groups = ", ".join(f"{{at-most-one: [p{i % 12}, p{(i + 1) % 12}]}}" for i in range(1500))
    rows = (
        f"/a{i}: {{get: {{operationId: a{i}, parameters: [{_parameters(12)}], {OK}}}}}"
        for i in range(300)
    )
    return _doc(_paths(rows), head=f"x-parameter-groups: [{groups}]\n")


@_shape
def requirements() -> str:
    security = ", ".join(f"{{s{i}: [], s{(i + 1) % 500}: []}}" for i in range(500))
    schemes = "".join(
        f"    s{i}: {{type: apiKey, in: header, name: X-{i % 10}}}\n" for i in range(500)
    )
    rows = (f"/a{i}: {{get: {{operationId: a{i}, {OK}}}}}" for i in range(300))
    return _doc(_paths(rows), f"  securitySchemes:\n{schemes}", head=f"security: [{security}]\n")


@_shape
def requirement_of_all_schemes() -> str:
    every = _each("s%i: [a%i]", 3000)
    scopes = "{clientCredentials: {tokenUrl: 'https://e.com/t', scopes: {a%i: d}}}"
    schemes = _each(f"    s%i: {{type: oauth2, flows: {scopes}}}\n", 3000, "")
    rows = (
        f"/a{i}: {{get: {{operationId: a{i}, security: [{{{every}}}], {OK}}}}}" for i in range(5)
    )
    return _doc(_paths(rows), f"  securitySchemes:\n{schemes}", head=f"security: [{{{every}}}]\n")


@_shape
def scopes() -> str:
    flows = f"{{clientCredentials: {{tokenUrl: 'https://e.com/t', scopes: {{{_each('scope%i: d', 10000)}}}}}}}"
    asked = _each("socpe%i", 5000)
    return _doc(
        _get(f"security: [{{s: [{asked}]}}]"),
        f"  securitySchemes: {{s: {{type: oauth2, flows: {flows}}}}}\n",
    )


@_shape
def rate_rules() -> str:
    stars = "*a" * 15
    rules = ", ".join(
        f'{{path: "/{stars}{i}/**/**/**/*b", limit: {i + 1}, per: {i + 1}}}' for i in range(500)
    )
    rows = (
        f"/{'a' * 60}{i}/{'a/' * 20}c: {{get: {{operationId: a{i}, {OK}}}}}" for i in range(200)
    )
    return _doc(_paths(rows), head=f"x-rate-limit: {{limit: 1, per: 1, rules: [{rules}]}}\n")


@_shape
def rate_rules_for_all() -> str:
    rules = _each('{path: "/**", methods: [GET, POST], limit: %n, per: %n}', 3000)
    rows = (f"/a{i}: {{get: {{operationId: a{i}, {OK}}}}}" for i in range(1000))
    return _doc(_paths(rows), head=f"x-rate-limit: {{limit: 1, per: 1, rules: [{rules}]}}\n")


@_shape
def rate_stars() -> str:
    return _doc(
        f'{{"/{"a" * 3000}": {{get: {{operationId: a, {OK}}}}}}}',
        head=f'x-rate-limit: {{rules: [{{path: "/{"*a" * 40}b", limit: 1, per: 1}}, {{path: "{"/**" * 40}/b", limit: 1, per: 1}}]}}\n',
    )


# ---- references


@_shape
def references_in_a_row() -> str:
    return _schemas(_chain("%r", 3000, "{type: string}"))


@_shape
def members_in_a_row() -> str:
    return _schemas(
        _chain(
            "{type: object, required: [a], properties: {a: %r}}", 5000, "{type: string, default: 5}"
        )
    )


@_shape
def definitions_in_a_row() -> str:
    inner = _each("D%i: {$ref: '#/components/schemas/A/$defs/D%n'}", 40)
    uses = _each("p%i: {$ref: '#/components/schemas/A/$defs/D0'}", 500)
    return _schemas(
        f"    A: {{type: object, $defs: {{{inner}, D40: {{type: string}}}}, properties: {{{uses}}}}}\n"
    )


@_shape
def dynamic_references() -> str:
    return _schemas(
        "    A: {$dynamicAnchor: n, type: object, properties: {c: {type: array, items: {$dynamicRef: '#n'}}}, examples: [{c: [{c: [{c: [5]}]}]}]}\n"
        f"    B: {{$dynamicAnchor: n, allOf: [{_ref('A')}], unevaluatedProperties: false, examples: [{{c: [{{x: 1}}]}}]}}\n"
    )


@_shape
def dynamic_anchors_by_the_thousand() -> str:
    return _schemas(
        _each(
            "    A%i: {$dynamicAnchor: n, type: object, properties: {c: {$dynamicRef: '#n'}, d: {$dynamicRef: '#m%i'}}}\n",
            1500,
            "",
        )
    )


@_shape
def chain_of_files() -> Files:
    made: Files = {f"f{i}.yaml": f"A: {{$ref: 'f{i + 1}.yaml#/A'}}\n" for i in range(400)}
    made["f400.yaml"] = "A: {type: string}\n"
    return made | {"openapi.yaml": _schemas("    A: {$ref: 'f0.yaml#/A'}\n")}


@_shape
def ring_of_files() -> Files:
    made: Files = {
        f"f{i}.yaml": f"A: {{type: object, properties: {{a: {{$ref: 'f{(i + 1) % 400}.yaml#/A'}}, "
        "b: {type: integer, exclusiveMinimum: 3}}}\n" for i in range(400)
    }  # fmt: skip
    return made | {"openapi.yaml": _schemas("    A: {$ref: 'f0.yaml#/A'}\n")}


@_shape
def path_items_across_files() -> Files:
    callbacks = ", ".join(
        f"c{i}: {{'{{$request.body#/u}}': {{$ref: 'b.yaml#/I{i}'}}}}" for i in range(60)
    )
    item = f"{{post: {{responses: {{'200': {{description: d}}}}, callbacks: {{{callbacks}}}}}}}"
    other = "".join(f"I{i}: {item.replace('b.yaml', 'a.yaml')}\n" for i in range(60))
    made: Files = {"a.yaml": other.replace("a.yaml", "b.yaml"), "b.yaml": other}
    return made | {"openapi.yaml": _doc("{/a: {$ref: 'a.yaml#/I0'}}")}


@_shape
def percent_encoded_pointers() -> str:
    names = "".join(f'    "A{i}%": {{type: string}}\n' for i in range(300))
    uses = ", ".join(
        f"{{$ref: '#/components/schemas/{'%' + '25' * 20 if i % 2 else '%41'}{i}%{'zz' if i % 3 else '25'}'}}"
        for i in range(600)
    )
    return _schemas(f"    A: {{oneOf: [{uses}]}}\n{names}")


@_shape
def references_that_are_none() -> Files:
    odd = [
        "",
        "#",
        "#/",
        "/",
        "//",
        "///a",
        "#/%",
        "#/%00",
        "#/~2",
        "#/paths/~1a/~01",
        "file:///etc/passwd",
        "a.yaml#b#c",
        "..",
        "../..",
        "../../../../../etc/passwd",
        "~/.netrc",
        "\\\\host\\share",
        "C:\\a.yaml",
        "con",
        "a\x00b",
        "a" * 5000,
        "%2e%2e/%2e%2e/x",
        "openapi.yaml",
        "./openapi.yaml#/paths",
        "?a",
        "#?a",
        "http:",
        "data:application/json,{}",
        "javascript:1",
        "openapi.yaml/x",
        "names.lock",
        "-",
        "*",
        "$HOME",
    ]
    schemas = "".join(f"    A{i}: {{$ref: {json.dumps(text)}}}\n" for i, text in enumerate(odd))
    return {"openapi.yaml": _schemas(schemas), "names.lock": "nothing\n"}


@_shape
def references_to_things_that_are_no_files() -> Files:
    names = (
        "pipe",
        "hole",
        "folder",
        "dangling",
        "round",
        "device",
        "random",
        "up",
        "itself",
        "fine",
    )
    schemas = "".join(f"    A{i}: {{$ref: '{name}.yaml'}}\n" for i, name in enumerate(names))
    return {
        "openapi.yaml": _schemas(schemas), "pipe.yaml!": "fifo", "hole.yaml!": "sparse", "folder.yaml!": "folder",
        "dangling.yaml@": "nowhere.yaml", "round.yaml@": "round.yaml", "device.yaml@": "/dev/zero",
        "random.yaml@": "/dev/urandom", "up.yaml@": "/etc/passwd", "itself.yaml@": "openapi.yaml",
        "fine.yaml": "type: string\n",
    }  # fmt: skip


@_shape
def files_by_the_thousand() -> Files:
    made: Files = {
        f"f{i}.yaml": f"type: object\nproperties: {{p{i}: {{type: string}}}}\n" for i in range(3000)
    }
    return made | {
        "openapi.yaml": _schemas("".join(f"    A{i}: {{$ref: 'f{i}.yaml'}}\n" for i in range(3000)))
    }


@_shape
def one_file_by_many_names() -> Files:
    made: Files = {f"f{i}.yaml@": "f.yaml" for i in range(1000)}
    uses = ", ".join(f"{{$ref: 'f{i}.yaml#/A'}}" for i in range(1000))
    twin = ", ".join("{$ref: './././f.yaml#/%41'}" for _ in range(1000))
    return made | {
        "f.yaml": "A: {type: object, properties: {a: {$ref: '#/A'}}}\n",
        "openapi.yaml": _schemas(f"    A: {{anyOf: [{uses}, {twin}]}}\n"),
    }


# ---- schemas within schemas


@_shape
def parts_in_a_row() -> str:
    return _schemas(
        _chain("{allOf: [%r, {properties: {p%i: {type: string}}}]}", 2000, "{type: object}")
    )


@_shape
def parts_of_itself() -> str:
    return _schemas(
        f"    A: {{allOf: [{_ref('A')}, {_ref('B')}]}}\n"
        f"    B: {{allOf: [{_ref('A')}], properties: {{a: {_ref('B')}}}, required: [a, z], examples: [{{a: {{a: {{a: 5}}}}}}]}}\n"
    )


@_shape
def parts_twice() -> str:
    return _schemas(
        _chain(
            "{allOf: [%r, %r], required: [x], examples: [{x: 1}]}",
            60,
            "{type: object, properties: {x: {type: string}}}",
        )
    )


@_shape
def parts_and_members_twice() -> str:
    return _schemas(_chain("{allOf: [%r, %r], properties: {p: %r}}", 60, "{type: object}"))


@_shape
def parts_side_by_side() -> str:
    parts = ", ".join(
        f"{_ref('B')}, {{type: object, properties: {{p{i}: {{type: integer}}}}}}"
        for i in range(150)
    )
    return _schemas(
        f"    A: {{allOf: [{parts}]}}\n    B: {{type: object, properties: {{{_each('p%i: {type: string}', 400)}}}}}\n"
    )


@_shape
def bases_in_a_ring() -> str:
    """Kinds that extend each other, each a base with a discriminator."""
    return _schemas(
        "".join(
            f"    A{i}: {{type: object, allOf: [{_ref(f'A{(i + 1) % 200}')}], required: [kind], properties: {{kind: {{type: string}}}}, discriminator: {{propertyName: kind}}}}\n"
            for i in range(200)
        )
    )


@_shape
def kinds_of_kinds() -> str:
    """A tree of bases: each kind is one of its parent's, by a discriminator at every level."""
    rows = [
        "    A0: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}\n"
    ]
    rows += [
        f"    A{i}: {{allOf: [{_ref(f'A{(i - 1) // 3}')}, {{type: object, properties: {{p{i}: {{type: string}}}}}}], discriminator: {{propertyName: kind}}}}\n"
        for i in range(1, 1200)
    ]
    return _schemas("".join(rows))


@_shape
def unions_twice() -> str:
    example = "{x: " * 60 + "5" + "}" * 60
    return _schemas(
        _chain(
            "{anyOf: [{type: object, properties: {x: %r}}, {type: object, properties: {x: %r, y: {}}}]}",
            60,
            "{type: string}",
        )
        + f"    B: {{allOf: [{_ref('A0')}], examples: [{example}]}}\n"
    )


@_shape
def unions_and_members() -> str:
    return _schemas(
        _chain(
            "{oneOf: [%r, {type: object, properties: {n: %r}}], discriminator: {propertyName: k}, default: {n: {n: {n: 5}}}}",
            60,
            "{type: object, properties: {k: {type: string}}}",
        )
    )


@_shape
def union_of_many() -> str:
    kinds = ", ".join(
        f"{{type: object, properties: {{p{i}: {{type: string}}}}}}" for i in range(400)
    )
    return _schemas(f"    A: {{oneOf: [{kinds}]}}\n")


@_shape
def union_of_lists() -> str:
    """Lists of unions of lists of unions: what fits is asked of each way."""
    return _schemas(
        _chain(
            "{oneOf: [{type: array, items: %r}, {type: array, items: {type: array, items: %r}}, {type: object, additionalProperties: %r}]}",
            40,
            "{type: string}",
        )
    )


@_shape
def unions_beside_unions() -> str:
    """`allOf` of forty unions: each way of each with each way of the others."""
    unions = ", ".join(
        f"{{oneOf: [{{required: [a{i}], properties: {{a{i}: {{type: string}}}}}}, {{required: [b{i}], properties: {{b{i}: {{type: integer}}}}}}]}}"
        for i in range(40)
    )
    return _schemas(
        f"    A: {{type: object, allOf: [{unions}], examples: [{{a0: x}}], default: {{b1: 2}}}}\n"
    )


@_shape
def mapping_in_a_ring() -> str:
    kinds = ", ".join(_ref(f"B{i}") for i in range(1500))
    mapping = ", ".join(f"k{i}: '#/components/schemas/B{i * 7 % 1500}'" for i in range(1500))
    rows = _each("    B%i: {type: object, properties: {kid: {const: k%i}}}\n", 1500, "")
    return _schemas(
        f"    A: {{oneOf: [{kinds}], discriminator: {{propertyName: kind, mapping: {{{mapping}}}}}}}\n{rows}"
    )


@_shape
def ring_of_required() -> str:
    return _schemas(
        "".join(
            f"    A{i}: {{type: object, required: [a], properties: {{a: {_ref(f'A{(i + 1) % 3000}')}}}}}\n"
            for i in range(3000)
        )
    )


@_shape
def itself_by_the_thousand() -> str:
    return _schemas(
        "".join(
            f"    A{i}: {{type: object, required: [a], properties: {{a: {_ref(f'A{i}')}}}}}\n"
            for i in range(3000)
        )
    )


@_shape
def conditions() -> str:
    """`if` within `then` within `else`, each with both."""
    return _schemas(
        _chain("{if: %r, then: %r, else: %r, not: {not: %r}}", 40, "{type: object, required: [a]}")
        + f"    B: {{allOf: [{_ref('A0')}], examples: [{{a: 1}}], type: object}}\n"
    )


@_shape
def dependent_schemas() -> str:
    inner = _each("p%i: {required: [p%n], properties: {p%n: {type: string, minLength: %i}}}", 1000)
    return _schemas(
        f"    A: {{type: object, dependentSchemas: {{{inner}}}, dependentRequired: {{{_each('p%i: [p%n]', 1000)}}}, properties: {{{_each('p%i: {type: string}', 1001)}}}, examples: [{{p0: ''}}]}}\n"
    )


@_shape
def deep_schemas() -> str:
    return _schemas(
        "    A: "
        + "{properties: {a: " * 45
        + "{type: string}"
        + "}}" * 45
        + "\n    B: "
        + "{not: " * 90
        + "{}"
        + "}" * 90
        + "\n"
    )


@_shape
def deep_lists() -> str:
    return _doc(head="x: " + "[" * 5000 + "]" * 5000 + "\n")


# ---- text, numbers, keys, YAML


@_shape
def anchors() -> str:
    rows = ["x-0: &k0 [x, x, x, x, x, x, x, x, x]\n"]
    rows += [f"x-{i}: &k{i} [{', '.join([f'*k{i - 1}'] * 9)}]\n" for i in range(1, 7)]
    return _doc(head="".join(rows))


@_shape
def merge_keys() -> str:
    rows = [
        "x-0: &k0 {a: 1}\n",
        *(f"x-{i}: &k{i} {{<<: *k{i - 1}, k{i}: 1}}\n" for i in range(1, 500)),
    ]
    return _doc("{<<: *k1}", head="".join(rows))


@_shape
def merge_keys_of_lists() -> str:
    rows = [
        "x-0: &k0 {a: 1}\n",
        *(
            f"x-{i}: &k{i} {{<<: [{', '.join([f'*k{i - 1}'] * 50)}], k{i}: 1}}\n"
            for i in range(1, 60)
        ),
    ]
    return _doc(head="".join(rows))


@_shape
def an_anchor_used_by_all() -> str:
    """One schema, by alias from thousands of places: a tree that is small only as it is written."""
    one = "x-one: &one {type: object, properties: {" + _each("p%i: {type: string}", 50) + "}}\n"
    return _schemas(_each("    A%i: *one\n", 2000, ""), head=one)


@_shape
def keys_twice() -> str:
    return _doc() + "".join(f"x-{i % 10}: {i}\n" for i in range(20000))


@_shape
def keys_that_are_no_text() -> str:
    return (
        _doc()
        + "? [a, b]\n: 1\n? {c: d}\n: 2\n? null\n: 3\n? true\n: 4\n? 1.50\n: 5\n? ~\n: 6\n? ''\n: 7\n? 1e3\n: 8\n? .nan\n: 9\n? 2026-01-01\n: 10\n"
    )


@_shape
def numbers() -> str:
    return _schemas(
        "    A: {type: number, minimum: 1e308, maximum: 1e309, multipleOf: 1e-320, examples: [-1e400]}\n"
        "    B: {type: integer, maxLength: 99999999999999999999999999, minItems: 1e300, enum: [1e308, 1.7976931348623157e309], default: 0.1e-400}\n"
        '    C: {type: string, maxLength: 1e18, minLength: 1e17, pattern: "^a{1000000}$"}\n'
        '    D: {type: string, pattern: "^(a{1000}){1000}$"}\n'
        "    E: {type: integer, examples: [1e999999999], minimum: 1e99999}\n"
        f"    F: {{type: integer, format: int32, maximum: {'9' * 310}, minimum: {'9' * 309}, multipleOf: {'7' * 310}}}\n"
        "    G: {type: integer, minimum: -0.0, maximum: 0, multipleOf: 0, exclusiveMaximum: -0, default: 1e1, enum: [1.0, 1, 1e0]}\n"
        "    H: {type: array, minItems: 1e15, maxItems: 1e16, uniqueItems: true, items: {enum: [1, 2]}, prefixItems: [{}, {}]}\n"
        "    I: {type: object, minProperties: 1e15, patternProperties: {'^.{1000000}$': {}}}\n"
        "    J: {type: number, multipleOf: 1e-300, minimum: 1e300, maximum: 1.1e300, examples: [1.05e300]}\n"
    )


@_shape
def texts_from_right_to_left() -> str:
    return _schemas(
        '    "A\u200b": {type: object, properties: {"a\u202eb": {type: string, description: "\u202e evil */ \u2028 x"}, "p\u0430ssword": {type: string}, password: {type: string}}}\n    A: {type: string}\n',
        head='tags: [{name: "\u2066x\u2069"}, {name: "x"}]\n',
    ).replace("operationId: a", 'operationId: "get\u202eA\u200b", tags: ["\u2066x\u2069"]')


@_shape
def signs_that_look_alike() -> str:
    """Names that are one name to readers, or to NFKC, as Python's compiler reads names."""
    names = [
        "file",
        "\ufb01le",
        "\U0001d41f\U0001d422\U0001d425\U0001d41e",
        "f\u0456le",
        "fi\u0307le",
        "\uff46\uff49\uff4c\uff45",
        "fi\u200dle",
        "fi\u00adle",
        "\u2170",
        "i",
        "\u0131",
        "\u0130",
        "\u017f",
        "s",
        "\u212a",
        "k",
        "\u00b5",
        "\u03bc",
        "\u1e9e",
        "\u00df",
        "ss",
        "\u0958",
        "\ufdfa",
        "\u2460",
        "1",
        "\u0661",
        "_\u0661",
        "class",
        "\U0001d41c\U0001d425\U0001d41a\U0001d42c\U0001d42c",
        "\u00aa",
        "\u2118",
        "\u309b",
        "\u0345",
        "\U0001f600",
        "\U000e0041",
        "\ufeff",
        "\u3164",
        "\uffa0",
        "\u115f",
    ]
    properties = ", ".join(
        f"{json.dumps(name)}: {{type: string, enum: {json.dumps(names)}}}" for name in names
    )
    schemas = "".join(
        f"    {json.dumps(name)}: {{type: object, properties: {{a: {{type: string}}}}}}\n"
        for name in names
    )
    paths = (
        f"{json.dumps('/' + name)}: {{get: {{operationId: {json.dumps(name)}, tags: [{json.dumps(name)}], {OK}}}}}"
        for name in names
    )
    return _doc(
        _paths(paths),
        f"  schemas:\n    A: {{type: object, properties: {{{properties}}}}}\n{schemas}",
    )


@_shape
def signs_of_no_width() -> str:
    return _doc(
        _paths(
            f'"/a{chr(0x200B) * i}": {{get: {{operationId: "a{chr(0x200B) * i}", {OK}}}}}'
            for i in range(200)
        )
    )


@_shape
def signs_that_combine() -> str:
    return _schemas(
        "    A: {type: object, properties: {"
        + ", ".join(f'"a{chr(0x301) * i}": {{type: string}}' for i in range(300))
        + "}}\n"
    )


@_shape
def names_of_python() -> str:
    names = [
        "__class__",
        "__init__",
        "__dict__",
        "__slots__",
        "__new__",
        "__del__",
        "__proto__",
        "constructor",
        "model_config",
        "model_fields",
        "model_validate",
        "self",
        "cls",
        "None",
        "True",
        "print",
        "type",
        "object",
        "str",
        "list",
        "dict",
        "int",
        "bytes",
        "Client",
        "AsyncClient",
        "UNSET",
        "__pydantic_extra__",
        "__getattr__",
        "__all__",
        "__name__",
        "__path__",
        "__file__",
        "__annotations__",
        "mro",
        "import_",
        "copy",
        "json",
        "dict_",
        "field",
    ]
    members = ", ".join(f"{name}: {{type: string}}" for name in names)
    schemas = "".join(
        f"    {name}: {{type: object, properties: {{{members}}}}}\n" for name in names
    )
    queries = ", ".join(f"{{name: {name}, in: query, schema: {{type: string}}}}" for name in names)
    rows = (
        f"/{name}: {{get: {{operationId: {name}, tags: [{name}], parameters: [{queries}], {OK}}}}}"
        for name in names
    )
    return _doc(_paths(rows), f"  schemas:\n{schemas}")


@_shape
def control_characters() -> str:
    zero = "\\u0000"
    return _doc(
        f'{{"/a{zero}b": {{get: {{operationId: "a{zero}b", summary: "x{zero}\\u001b[31m\\r\\x07", {OK}}}}}}}',
        f'  schemas: {{"A{zero}": {{type: string, pattern: "{zero}", enum: ["{zero}", "a{zero}"], default: "{zero}"}}}}\n',
    )


@_shape
def raw_zeros() -> Files:
    return {"openapi.yaml": _doc().encode() + b'x: "a\x00b"\n'}


@_shape
def zeros_in_json() -> Files:
    return {
        "openapi.json": json.dumps(
            {"openapi": "3.1.1", "info": {"title": "a\0b", "version": "\0"}, "paths": {}}
        )
    }


@_shape
def half_pairs() -> Files:
    return {
        "openapi.json": '{"openapi":"3.1.1","info":{"title":"\\ud800","version":"\\udfff"},"paths":{"/\\ud800":{"get":{"operationId":"\\ud800a","responses":{"200":{"description":"\\udc00"}}}}}}'
    }


@_shape
def two_byte_order_marks() -> str:
    return "\ufeff\ufeff" + _doc()


@_shape
def utf_16() -> Files:
    return {"openapi.yaml": _doc().encode("utf-16")}


@_shape
def one_line_of_megabytes() -> Files:
    deep = '{"a": ' * 40 + "1" + "}" * 40
    values = ", ".join([deep] * 30000)
    return {
        "openapi.json": f'{{"openapi": "3.1.1", "x-specwright": 1, "info": {{"title": "T", "version": "1"}}, "paths": {{"/a": {{"get": {{"operationId": 5, "x-values": [{values}]}}}}}}}}'
    }


@_shape
def comments_alone() -> str:
    return "# a\n" * 400000


@_shape
def long_texts() -> str:
    return _doc(
        _get(
            f'summary: "{chr(92) + "n"}{"a" * 100000}", description: "{"*" * 500000}{"[" * 100000}{"`" * 100001}"'
        )
    )


# ---- patterns


@_shape
def patterns() -> str:
    texts = [
        r"^(a+)+$",
        r"^(a|a)*$",
        r"^(a|aa)+$",
        r"(.*a){25}",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"(?=(a+))\1+b",
        r"^(?:a?){40}a{40}$",
        r"(a*)*b",
        r"((a{0,100}){0,100}){0,100}",
        r"(x+x+)+y",
        r"(?<!a+)b",
        r"[\s\S]*" * 200,
        r"\p{L}{1,1000}\p{L}{1,1000}",
        r"(?:(?:(?:a{1,50}){1,50}){1,50}){1,50}",
    ]
    return _schemas(
        "".join(
            f"    A{i}: {{type: string, pattern: '{text}', examples: ['{'a' * 40}!']}}\n"
            for i, text in enumerate(texts)
        )
    )


@_shape
def long_patterns() -> str:
    return _schemas(
        f'    A: {{type: string, pattern: "{"(a|b)?" * 20000}"}}\n    B: {{type: string, pattern: "{"(" * 5000}a{")" * 5000}"}}\n'
        f'    C: {{type: string, pattern: "{_each("a%i", 20000, "|")}"}}\n    D: {{type: string, pattern: "{"^$" * 40000}"}}\n'
        f'    E: {{type: string, pattern: "/{"^" * 50000}/x"}}\n'
    )


@_shape
def patterns_of_names() -> str:
    names = _each('"^(a+)+%i$": {type: integer}', 1000)
    long = "a" * 3000
    return _schemas(
        f'    A: {{type: object, patternProperties: {{{names}}}, propertyNames: {{pattern: "(a|aa)+$"}}, examples: [{{"{long}!": 1}}]}}\n'
    )


@_shape
def a_thousand_patterns_and_examples() -> str:
    return _schemas(
        _each(
            "    A%i: {type: string, pattern: '^(?:[a-z]{1,20}-){1,20}%i$', examples: ['"
            + "abc-" * 100
            + "x']}\n",
            1500,
            "",
        )
    )


# ---- enums, examples


@_shape
def enum_of_texts() -> str:
    return _schemas(f"    A: {{type: string, enum: [{_each('v%i', 100000)}], default: v5x}}\n")


@_shape
def enum_of_objects() -> str:
    return _schemas(f"    A: {{enum: [{_each('{a: %i}', 50000)}], examples: [{{a: x}}]}}\n")


@_shape
def enum_that_is_one_name() -> str:
    """Values that all become one member's name."""
    return _schemas(
        "    A: {type: string, x-enum: closed, enum: ["
        + ", ".join(f'"{"-" * (i % 700)}{"!" * (i // 700)}"' for i in range(4000))
        + "]}\n"
    )


@_shape
def enums_by_the_thousand() -> str:
    return _schemas(
        f"    A: {{type: object, properties: {{{_each('p%i: {type: string, enum: [a, b, c%i], default: d}', 3000)}}}}}\n"
    )


@_shape
def examples_of_a_list() -> str:
    kinds = "{type: object, required: [a], properties: {a: {type: integer}}}, {type: object, required: [b], properties: {b: {type: integer}}}"
    return _schemas(
        f"    A: {{type: array, items: {{oneOf: [{kinds}]}}, examples: [[{_each('{a: x, b: y}', 30000)}]]}}\n"
    )


@_shape
def examples_by_the_hundred_thousand() -> str:
    examples = _each("e%i: {value: {a: %i}}", 100000)
    content = f"{{application/json: {{schema: {_ref('A')}, examples: {{{examples}}}}}}}"
    return _doc(
        f"{{/a: {{get: {{operationId: a, responses: {{'200': {{description: d, content: {content}}}}}}}}}}}",
        "  schemas: {A: {type: object, properties: {a: {type: string}}}}\n",
    )


@_shape
def examples_of_all_statuses() -> str:
    examples = _each("e%i: {value: {a: %i}}", 60)
    answers = ", ".join(
        f'"{status}": {{description: d, content: {{application/json: {{schema: {_ref("A")}, examples: {{{examples}}}}}}}}}'
        for status in range(100, 600)
    )
    return _doc(
        f"{{/a: {{get: {{operationId: a, responses: {{{answers}}}}}}}}}",
        f"  schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}, additionalProperties: {_ref('A')}}}}}\n",
    )


@_shape
def unique_items() -> str:
    return _schemas(
        f"    A: {{type: array, uniqueItems: true, examples: [[{_each('{a: [%i]}', 20000)}]]}}\n"
    )


# ---- paths, operations, links, callbacks, servers


@_shape
def parameters() -> str:
    return _doc(_get(f"parameters: [{_parameters(10000)}]"))


@_shape
def placeholders() -> str:
    return _doc(f'{{"/{_each("{p%i}", 3000, "/")}": {{get: {{operationId: a, {OK}}}}}}}')


@_shape
def paths_that_cross() -> str:
    rows = (
        f'"/{"/".join("{x}" if bit == "1" else "l" for bit in format(i, "010b"))}/z{i % 7}": {{get: {{operationId: a{i}, {OK}}}}}'
        for i in range(1024)
    )
    return _doc(_paths(rows))


@_shape
def paths_that_are_one() -> str:
    return _doc(
        _paths(
            f"'/a/{{p{i}}}/b': {{get: {{operationId: a{i}, parameters: [{{name: p{i}, in: path, required: true, schema: {{type: string}}}}], {OK}}}}}"
            for i in range(3000)
        )
    )


@_shape
def braces() -> str:
    return _doc(
        f'{{"/{"{" * 20000}": {{}}, "/{":a" * 20000}": {{}}, "/{"<a" * 20000}": {{}}}}',
        head=f'servers: [{{url: "{"{" * 20000}"}}, {{url: "https://{":@" * 20000}"}}, {{url: "http://{"a." * 30000}"}}]\n',
    )


@_shape
def operation_ids_of_signs() -> str:
    return _doc(
        _paths(f'/a{i}: {{get: {{operationId: "{"_" * i}a{"-" * i}", {OK}}}}}' for i in range(1500))
    )


@_shape
def operations_of_one_id() -> str:
    return _doc(_paths(f"/a{i}: {{get: {{operationId: same, {OK}}}}}" for i in range(5000)))


@_shape
def callbacks() -> str:
    many = ", ".join(
        f'c{i}: {{"{{$request.body#/{"a/" * 300}}}": {{post: {{operationId: c{i}, {OK}}}}}}}'
        for i in range(300)
    )
    return _doc(_get(f"callbacks: {{{many}}}", method="post"))


@_shape
def callbacks_within_callbacks() -> str:
    inner = f"{{post: {{{OK}}}}}"
    for i in range(15):
        inner = f"{{post: {{operationId: c{i}, callbacks: {{c: {{'{{$request.body#/u}}': {inner}, '{{$request.query.u}}': {{post: {{{OK}}}}}}}}}, {OK}}}}}"
    return _doc(f"{{/a: {inner}}}")


@_shape
def links() -> str:
    many = _each(
        "l%i: {operationId: get%i, parameters: {q%i: '$response.body#/a%i', path.id: $request.path.x}, requestBody: '$request.body#/%i'}",
        5000,
    )
    return _doc(
        f"{{/a: {{get: {{operationId: a, responses: {{'200': {{description: d, links: {{{many}}}}}}}}}}}}}"
    )


@_shape
def links_by_reference() -> str:
    """Each leads to an operation by a pointer through another's callbacks."""
    many = _each("l%i: {operationRef: '#/paths/~1a%i/get'}", 3000)
    rows = (f"/a{i}: {{get: {{operationId: a{i}, {OK}}}}}" for i in range(1500))
    return _doc(
        _paths(rows), f"  responses: {{R: {{description: d, links: {{{many}}}}}}}\n"
    ).replace("{'200': {description: d}}", "{'200': {$ref: '#/components/responses/R'}}", 1200)


@_shape
def webhooks() -> str:
    many = _each(
        f"hook%i: {{post: {{operationId: h%i, requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{a%i: {{type: string}}}}}}}}}}}}, {OK}}}}}",
        2000,
        "\n  ",
    )
    return _doc() + f"webhooks:\n  {many}\n"


@_shape
def tags() -> str:
    many = "".join(f"- {{name: t{i}, parent: t{(i + 1) % 3000}}}\n" for i in range(3000)) + "".join(
        f"- {{name: u{i}, parent: u{i + 1}}}\n" for i in range(3000)
    )
    return _doc(_get("tags: [u0, t5]"), head="tags:\n" + many).replace('"3.1.1"', '"3.2.0"')


@_shape
def tags_of_one_operation() -> str:
    return _doc(_get(f"tags: [{_each('tag%i', 3000)}]"))


@_shape
def servers() -> str:
    many = "\n".join(
        f"- {{url: 'https://{{a}}.e{i}.com/{{b}}', variables: {{a: {{default: x, enum: [{_each('v%i', 20)}, x]}}, c: {{default: y}}}}}}"
        for i in range(2000)
    )
    return _doc(_get("servers: [{url: /}, {url: 'https://{{{{a}'}]"), head=f"servers:\n{many}\n")


@_shape
def servers_of_all_operations() -> str:
    many = _each("{url: 'https://e%i.com', name: n%i}", 50)
    return _doc(
        _paths(
            f"/a{i}: {{servers: [{many}], get: {{operationId: a{i}, servers: [{many}], {OK}}}}}"
            for i in range(500)
        )
    )


@_shape
def media_types() -> str:
    many = _each("application/" + "jso" * 20 + "%i: {schema: {type: string, format: binary}}", 1500)
    return _doc(_get(f"requestBody: {{content: {{{many}}}}}", method="post"))


@_shape
def headers_of_answers() -> str:
    many = _each("X-%i: {required: true, schema: {type: integer, enum: [%i]}, example: x}", 3000)
    return _doc(
        f"{{/a: {{get: {{operationId: a, responses: {{'200': {{description: d, headers: {{{many}}}}}}}}}}}}}"
    )


@_shape
def encodings() -> str:
    many = _each("p%i: {contentType: 'a/b%i', headers: {X-%i: {schema: {type: string}}}}", 2000)
    members = _each("p%i: {type: string}", 2000)
    return _doc(
        _get(
            f"requestBody: {{content: {{multipart/form-data: {{schema: {{type: object, properties: {{{members}}}}}, encoding: {{{many}}}}}}}}}",
            method="post",
        )
    )


@_shape
def statuses() -> str:
    answers = ", ".join(f"'{status}': {{description: d}}" for status in range(3000))
    return _doc(
        f"{{/a: {{get: {{operationId: a, responses: {{{answers}, 2xx: {{description: d}}, default: {{description: d}}}}}}}}}}"
    )


@_shape
def licence() -> str:
    return _doc().replace(
        'version: "1"',
        f'version: "1", license: {{name: x, identifier: "{" AND ".join(["x y"] * 20000)}"}}',
    )


# ---- other versions


@_shape
def swagger_forms() -> str:
    fields = _each(
        "{name: f%i, in: formData, type: array, items: {type: array, collectionFormat: tsv, items: {type: string}}}",
        2000,
    )
    return (
        f'swagger: "2.0"\ninfo: {{title: T, version: "1"}}\npaths: {{/a: {{post: {{operationId: a, parameters: [{fields}, {{name: b, in: body, schema: {{$ref: "#/definitions/A0"}}}}], {OK}}}}}}}\ndefinitions:\n'
        + _chain(
            "{allOf: [%r], discriminator: kind, required: [kind], properties: {kind: {type: string}}}",
            300,
            "{type: object}",
        ).replace("#/components/schemas/", "#/definitions/")
    )


@_shape
def xml_names() -> str:
    odd = [
        "a:b",
        "xmlns",
        "a b",
        "<a>",
        "&amp;",
        "1a",
        "",
        "a" * 3000,
        "\\u0000",
        "é",
        "@a",
        "a/b",
        "]]>",
        "--",
    ]
    members = ", ".join(
        f'p{i}: {{type: array, items: {{type: string, xml: {{name: "{name}"}}}}, xml: {{name: "{name}", wrapped: true, prefix: "{name}", namespace: "{name}", attribute: true}}}}'
        for i, name in enumerate(odd * 40)
    )
    text = _schemas(f'    A: {{type: object, xml: {{name: "a>b"}}, properties: {{{members}}}}}\n')
    return text.replace("application/json", "application/xml")


# ---- our extensions


@_shape
def extensions_of_odd_kinds() -> str:
    return (
        PRELUDE
        + "x-envelope: [1]\nx-errors: 5\nx-rate-limit: []\nx-retry: text\nx-pagination: 1\nx-process: []\nx-parameter-groups: {a: 1}\nx-sandbox: [1]\nx-request-id: 1\nx-webhook-signature: []\nx-wire: []\nx-media-version: 5\nx-query-style: {}\n"
        "servers: [{url: [], x-paths: [1]}, {url: {}, variables: [], x-paths: {a: {b: 1, c: {d: {}}}}}]\n"
        "paths: {/a: {get: {operationId: [], x-pagination: {sizes: 1, size: {}, page: [], items: 5, style: []}, x-process: {pending: 1, success: {}, state: 5, id: []}, x-background: {batch: 1, time: []}, x-parameter-groups: [1, {exactly-one: 5}, {a: {}}], x-deadline: {total: []}, x-deprecation: [], x-sandbox: {lines: 1, filters: 5, require: {}, effects: [], formulas: []}, responses: {'200': {content: {application/json: {schema: [1]}}}}}}}\n"
        "components: {securitySchemes: {k: {type: oauth2, flows: [], x-foreign-keys: 5}, l: 5, m: {type: http, scheme: [], name: {}}}, schemas: {A: {type: {}, required: {}, enum: {}, oneOf: {}, allOf: 5, properties: [], patternProperties: [], propertyNames: [], prefixItems: {}, maxItems: [], minItems: {}, multipleOf: {}, format: [], pattern: {}, not: [], contains: [], discriminator: [], xml: []}, B: {properties: {a: 5, b: []}, required: [[], {}, 1], oneOf: [1, [], null], discriminator: {propertyName: [], mapping: []}}}}\n"
    )


@_shape
def retry_statuses() -> str:
    return _doc(
        head=f"x-retry: {{statuses: [{', '.join(['400'] * 30000)}], not-processed: [[], {{}}, null, x, 1.5]}}\n"
    )


@_shape
def wire_formats() -> str:
    rows = "".join(
        f"    A{i}: {{type: object, x-wire: {{date: Ymd}}, properties: {{n: {_ref(f'A{i + 1}')}, d: {{type: string, format: date, examples: ['{i}']}}}}}}\n"
        for i in range(1500)
    )
    return _schemas(
        f"{rows}    A1500: {{type: string, x-wire: [1], examples: [5]}}\n",
        head='x-wire: {date: d.m.Y, boolean: "1/0", empty-map: list}\n',
    )


@_shape
def formulas() -> str:
    deep, wide = "(" * 2000 + "a" + ")" * 2000, " + ".join(["a * b"] * 20000)
    signs = "-" * 20000 + "a"
    rows = [
        f"'/a{i}': {{get: {{operationId: a{i}, x-sandbox: {{formulas: {{/a: {json.dumps(text)}, /b: {json.dumps('=' + text)}}}, filters: {{q: {json.dumps(text)}}}}}, {OK}}}}}"
        for i, text in enumerate(
            [
                deep,
                wide,
                signs,
                "9" * 20000 + " * " + "9" * 20000,
                "a." * 5000 + "a",
                "a ** " * 500 + "a",
                "1 / 0",
                '"' + "a" * 100000,
                "((((",
                "[x for x in y]",
                "__import__('os')",
                "a if b else " * 200 + "c",
                "sum(" * 300 + "a" + ")" * 300,
            ]
        )
    ]
    return _doc(_paths(rows))


@_shape
def effects_of_all() -> str:
    effects = _each("{path: '/a%i/{id}/b', set: {/c: '=a + %i'}}", 2000)
    rows = (
        f"/a{i}: {{post: {{operationId: a{i}, x-sandbox: {{effects: [{effects}]}}, {OK}}}}}"
        for i in range(5)
    )
    return _doc(_paths(rows))


@_shape
def processes_of_processes() -> str:
    rows = (
        f"/a{i}: {{post: {{operationId: a{i}, x-process: {{status: a{(i + 1) % 800}, id: /id, state: /state, success: [{_each('S%i', 30)}], failure: [{_each('F%i', 30)}], pending: [S1]}}, responses: {{'202': {{description: d}}}}}}}}"
        for i in range(800)
    )
    return _doc(_paths(rows))


@_shape
def pages_of_all() -> str:
    rows = (
        f"/a{i}: {{get: {{operationId: a{i}, x-pagination: {{style: cursor, items: /{'a/' * 50}b, cursor: /next{i}, page: p{i}}}, responses: {{'200': {{description: d, content: {{application/json: {{schema: {_ref('A')}}}}}}}}}}}}}"
        for i in range(1500)
    )
    return _doc(
        _paths(rows), f"  schemas: {{A: {{type: object, properties: {{a: {_ref('A')}}}}}}}\n"
    )


@_shape
def deprecations_in_a_ring() -> str:
    rows = (
        f"/a{i}: {{get: {{operationId: a{i}, deprecated: true, x-deprecation: {{since: 2026-01-01, sunset: 2025-01-01, replaced-by: a{(i + 1) % 2000}}}, {OK}}}}}"
        for i in range(2000)
    )
    return _doc(_paths(rows))


@_shape
def pinned_names() -> str:
    rows = (
        f"/a{i}: {{get: {{operationId: a{i}, x-py-name: same, tags: [t{i}], parameters: [{{name: q, in: query, x-py-name: {'self' if i % 2 else 'class'}, schema: {{type: string}}}}], {OK}}}}}"
        for i in range(1500)
    )
    return _doc(
        _paths(rows),
        "  schemas:\n"
        + _each(
            "    A%i: {type: object, x-py-name: Client, properties: {a: {type: string, x-py-name: model_config}}}\n",
            1500,
            "",
        ),
    )


@_shape
def extensions_of_other_names() -> str:
    return _doc(_get(_each("x-pagnation-%i: 1", 5000) + ", " + _each("x-rate-limi%i: 1", 3000)))


# ---- files beside the document


@_shape
def lock_of_lies() -> Files:
    lines = [f"operation a{i} = class\n" for i in range(3000)] + [
        f"argument a/query/q = {name}\n"
        for name in ("self", "__init__", "a b", "", "\u202ea", "a" * 5000, "os.system")
    ]
    return {
        "openapi.yaml": _doc(_get(f"parameters: [{_parameters(3)}]")),
        "openapi.names.lock": "".join(lines),
        "names.lock": "".join(lines),
    }


@_shape
def lock_of_another_kind() -> Files:
    return {"openapi.yaml": _doc(_get("tags: [a]")), "names.lock!": "fifo"}


@_shape
def lock_that_is_huge() -> Files:
    return {"openapi.yaml": _doc(_get("tags: [a]")), "names.lock!": "sparse"}


@_shape
def lock_of_many_lines() -> Files:
    rows = "".join(f"operation gone{i} = gone_{i}\n" for i in range(200000))
    return {"openapi.yaml": _doc(_get("tags: [a]")), "names.lock": rows}


@_shape
def settings_of_lies() -> Files:
    accepted = "".join(
        f'[[accepted]]\ndocument = "x"\ncode = "W{i % 900:03}"\nat = "/a/{i}"\nreason = "r"\n'
        for i in range(3000)
    )
    rules = "".join(f"W{i:03} = 'off'\n" for i in range(1000))
    return {
        "openapi.yaml": _doc(_get("tags: [a]")),
        "specwright.toml": f'out = "../../../../x"\nstrict = 5\nlocks = "/"\n[rules]\n{rules}[documents]\na = "/etc/passwd"\n{accepted}',
    }


@_shape
def settings_that_are_deep() -> Files:
    return {
        "openapi.yaml": _doc(_get("tags: [a]")),
        "specwright.toml": "a" + ".a" * 5000 + " = 1\nb = " + "[" * 5000 + "]" * 5000 + "\n",
    }


@_shape
def settings_of_another_kind() -> Files:
    return {"openapi.yaml": _doc(_get("tags: [a]")), "specwright.toml!": "fifo"}


@_shape
def overlays() -> Files:
    targets = [
        "$..*",
        "$..[?@..*]",
        "$" + "..*" * 12,
        "$[?" + "(" * 300 + "@.a" + ")" * 300 + "]",
        "$.paths[?match(@.a, '^(a+)+$')]",
        "$..[?search(@, '(a|a)*b')]",
        "$" + "[*]" * 200,
        "$" + "..a" * 50,
    ]
    actions = "".join(
        f"- {{target: {json.dumps(text)}, update: {{x-a{i}: 1}}}}\n"
        for i, text in enumerate(targets)
    )
    return {
        "openapi.yaml": _doc(
            _paths(f"/a{i}: {{get: {{operationId: a{i}, {OK}}}}}" for i in range(100))
        ),
        "o.yaml": f"overlay: 1.0.0\ninfo: {{title: T, version: '1'}}\nactions:\n{actions}",
        "specwright.toml": '[documents.a]\npath = "openapi.yaml"\noverlays = ["o.yaml"]\n',
    }
