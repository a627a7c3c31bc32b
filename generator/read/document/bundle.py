"""Many files to one tree in which every reference is to a component.

Two passes over the objects that the grammar knows: the survey follows every
reference and learns what must become a component; the writer copies the main
document with the references rewritten and the components added. Nothing is
copied in the place of a reference except path items, which OpenAPI wants so,
and operations; the result grows with the files, not with the references.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import unquote

from generator.ground.diagnostics import Diagnostic, SpecError, short
from generator.ground.vocabulary import extensions
from generator.read.document.grammar import FIELDS, IN_PLACE, PLAIN, SECTIONS, is_simple, slot
from generator.read.document.keys import assign, is_legal, legal_form, natural
from generator.read.document.newer import node_type, plainer
from generator.read.document.references import Resolver, Target, is_pure
from generator.read.document.survey import TEXTS, Survey, called, stays
from generator.read.document.swagger import Swagger
from generator.read.document.upgrade import complete, lift_null, upgrade
from generator.read.document.versions import SWAGGER, examined, is_old, version_of
from generator.read.source import Mapping, Place, Sequence, escape, mapping, sequence

_MAX_NESTED = 40
_NO_COPY = frozenset(
    ("$id", "$schema", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$dynamicRef",
     "$recursiveRef", "$defs", "definitions")
)  # fmt: skip


class Bundled(NamedTuple):
    """Many files as one."""

    tree: Mapping | None
    """One self-contained OpenAPI 3 tree; None where nothing can be made of it."""
    found: list[Diagnostic]
    extended: bool = False
    """Whether some object in it has a member that is named as an extension of ours."""


def bundle(main: Mapping, resolver: Resolver) -> Bundled:
    """One self-contained OpenAPI 3 tree, and what was wrong on the way.

    References that lead nowhere stay as they were written: with an error among the
    diagnostics the tree is for `mend` only.
    """
    found = examined(main)
    if any(d.severity == "error" for d in found):
        return Bundled(None, found)
    if version_of(main) == SWAGGER:
        swagger = Swagger(main, resolver)
        survey = Survey(swagger.document(), resolver, swagger.converted)
        found += swagger.found
    else:
        survey = Survey(main, resolver)
    survey.run()
    found += survey.found
    writer = _Writer(survey)
    try:
        tree = writer.document()
    except SpecError as error:
        return Bundled(None, [*found, *error.diagnostics])
    except RecursionError:
        message = "references put objects within each other without end"
        mend = "refer to components"
        return Bundled(None, [*found, main.place.report("E109", message, mend)])
    return Bundled(tree, [*found, *writer.found], writer.extended)


class _Writer:
    """Writes the tree that a survey has made possible."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.found: list[Diagnostic] = []
        self.extended = False
        self._ours = frozenset(extensions())
        self.budget = 100_000 + sum(
            len(tree.place.file.text) for tree in survey.resolver.sources.files.values()
        )
        self._active: set[int] = set()
        self._refs: dict[tuple[str, int], str] = {}
        """What is written for a chain of references, by kind and identity: many have the same."""
        self.keys: dict[str, dict[int, str]] = {}
        self.written: dict[str, dict[str, str]] = {}
        """Keys of the main document that are written otherwise, by kind."""
        for kind, section in SECTIONS.items():
            self.written[kind] = self._legal(kind, section)
            self.keys[kind] = self._assign(kind, section)

    def document(self) -> Mapping:
        """The whole tree, with the components that were found."""
        main = self.survey.main
        tree = self._object("document", main)
        newest = version_of(self.survey.written) == "3.2"
        tree["openapi"] = "3.2.0" if newest else "3.1.1"
        written = tree.get("components")
        components = written if isinstance(written, Mapping) else mapping({}, main.place)
        for kind, section in SECTIONS.items():
            known = components.get(section)
            held = known if isinstance(known, Mapping) else mapping({}, components.place)
            added = {
                key: self._whole(kind, self.survey.hoisted[node][1].node)
                for node, key in self.keys[kind].items()
                if self.written[kind].get(key, key) not in held
            }
            held.update(sorted(added.items()))
            if held:
                components[section] = held
        if components:
            tree["components"] = components
        return tree

    def _assign(self, kind: str, section: str) -> dict[int, str]:
        """Keys for what is to become a component: an alias in the main document names it."""
        survey = self.survey
        wanted = {n: target for n, (k, target) in survey.hoisted.items() if k == kind}
        own = self._own(section)
        aliases: defaultdict[int, list[str]] = defaultdict(list)
        for key, node in own.items():
            if id(node) in survey.chains and is_pure(node, schema=kind == "schema"):
                end = survey.chains[id(node)][-1]
                if id(end.node) in wanted:
                    aliases[id(end.node)].append(key)
        keys = {
            node: min(names, key=lambda name: (name != natural(wanted[node]), name))
            for node, names in aliases.items()
        }
        rest = {node: target for node, target in wanted.items() if node not in keys}
        new = assign(rest.values(), [*own, *self.written[kind].values()])
        for node, key in new.items():
            asked = natural(rest[node])
            if key != asked and kind == "schema":
                message = f'two schemas want the name "{asked}"; this one becomes "{key}"'
                mend = "give it a name of its own under components.schemas"
                place: Place = rest[node].node.place
                self.found.append(place.report("W112", message, mend))
        return keys | new

    def _legal(self, kind: str, section: str) -> dict[str, str]:
        """Keys without what no reference could hold as it is; names of Swagger 2.0 are free."""
        own = self._own(section)
        found: dict[str, str] = {}
        if kind == "securityScheme":
            return found  # requirements name them
        odd = sorted(key for key in own if not is_legal(key))
        forms = Counter(legal_form(key) for key in odd)
        for key in odd:
            name = legal_form(key)
            if forms[name] > 1 or name in own:  # by its own letters, never by its neighbours
                name = f"{name}_{sha256(key.encode()).hexdigest()[:6]}"
            found[key] = name
            if version_of(self.survey.written) != SWAGGER:
                message = f'{short(key, 40)} is no name of a component; it becomes "{name}"'
                mend = "use letters, digits, `.`, `-` and `_` only"
                self.found.append(own.place.report("W112", message, mend, key=key))
        return found

    def _own(self, section: str) -> Mapping:
        components = self.survey.main.get("components")
        held = components.get(section) if isinstance(components, Mapping) else None
        return held if isinstance(held, Mapping) else mapping({}, self.survey.main.place)

    def _key(self, kind: str, chain: list[Target]) -> str:
        survey = self.survey
        for target in (chain[0], chain[-1]):
            key = survey.root_key(kind, target)
            if key is not None:
                return key
        return self.keys[kind][id(chain[-1].node)]

    def _ref(self, kind: str, key: str) -> str:
        return f"#/components/{SECTIONS[kind]}/{escape(self.written[kind].get(key, key))}"

    def _value(self, kind: str, value: Any) -> Any:
        """What stands in the new tree for an object or reference of the old."""
        if not isinstance(value, Mapping):
            return value
        if kind in IN_PLACE:
            return self._in_place(kind, value)
        if kind not in SECTIONS:
            return self._object(kind, value)
        chain = self.survey.chains.get(id(value))
        if chain is not None:
            return self._reference(kind, value, chain)
        if id(value) in self.keys[kind]:
            return self._pointing(kind, self.keys[kind][id(value)], value.place)
        return self._whole(kind, value)

    def _whole(self, kind: str, node: Mapping) -> Any:
        """An object written out, its own reference rewritten."""
        chain = self.survey.chains.get(id(node))
        if chain is not None:
            return self._reference(kind, node, chain)
        choices = self.survey.choices.get(id(node))
        return self._object(kind, node) if choices is None else self._any_of(node, choices)

    def _pointing(self, kind: str, key: str, place: Place) -> Mapping:
        return mapping({"$ref": self._ref(kind, key)}, place)

    def _reference(self, kind: str, node: Mapping, chain: list[Target]) -> Any:
        if not isinstance(chain[-1].node, Mapping) and not self.survey.root_key(kind, chain[0]):
            return chain[-1].node  # a boolean schema of another file
        ref = self._refs.get((kind, id(chain)))
        if ref is None:
            ref = self._refs[kind, id(chain)] = self._ref(kind, self._key(kind, chain))
        made = mapping({"$ref": ref}, node.place)
        if kind == "schema":
            if len(node) == 1:
                return made
            old = is_old(self.survey.version(node.place.file))
            kept = (k for k in node if k != "$ref" and (not old or stays(k)))
            return self._object(kind, mapping({k: node[k] for k in kept}, node.place), made)
        made.update((k, node[k]) for k in ("summary", "description") if k in node)
        return made

    def _any_of(self, node: Mapping, choices: list[list[Target]]) -> Mapping:
        """A reference that can lead to several schemas; to anything, where none is named."""
        keys = [self._key("schema", chain) for chain in choices]
        refs = [self._pointing("schema", key, node.place) for key in dict.fromkeys(keys)]
        made = self._object("schema", node)
        if not refs:
            return made
        if "anyOf" in made:
            made = mapping({"allOf": sequence([made], node.place)}, node.place)
        made["anyOf"] = sequence(refs, node.place)
        return made

    def _in_place(self, kind: str, node: Mapping) -> Mapping:
        chain = self.survey.chains.get(id(node))
        target: Mapping = chain[-1].node if chain else node
        if id(target) in self._active:
            message = f"{called(kind)} contains itself"
            return self._hole(node, node.place.report("E105", message, "end the circle"))
        if len(self._active) >= _MAX_NESTED:
            message = f"more than {_MAX_NESTED} path items and operations within each other"
            return self._hole(node, node.place.report("E105", message, "use fewer callbacks"))
        self._active.add(id(target))
        made = self._object(kind, target)
        self._active.discard(id(target))
        if chain:
            own = {k: v for k, v in node.items() if k != "$ref"}
            for key in own:
                if key in target and key not in TEXTS:
                    message = f'"{key}" stands here and where the $ref leads'
                    mend = "keep one of the two"
                    self.found.append(node.place.report("E106", message, mend, key=key))
            made.update(self._object(kind, mapping(own, node.place)))
        return made

    def _hole(self, node: Mapping, why: Diagnostic) -> Mapping:
        """A reference that cannot be followed, left as it is."""
        self.found.append(why)
        return mapping({"$ref": node.get("$ref", "")}, node.place)

    def _object(self, kind: str, node: Mapping, start: Mapping | None = None) -> Mapping:
        """A copy of an object with the objects within it rewritten."""
        self.budget -= len(node) + 1
        if self.budget < 0:
            message = "references make the document far larger than its files"
            raise SpecError(node.place.report("E109", message, "refer to fewer path items"))
        if kind == "schema" and start is None and is_simple(node):
            made, version = mapping(node, node.place), self.survey.version(node.place.file)
            return upgrade(made, version, self.found.append)
        self.extended = self.extended or not self._ours.isdisjoint(node)
        made = start if start is not None else mapping({}, node.place)
        if kind == "components":
            return self._components(node, made)
        fields = FIELDS.get(kind, {})
        free = "*" in fields
        for name, value in node.items():
            place = slot(kind, name) if free else fields.get(name)
            if kind == "schema" and name in _NO_COPY:
                continue
            if place is None or place.kind == PLAIN:
                made[name] = value
            elif place.many == "map" and isinstance(value, Mapping):
                held = mapping({}, value.place)
                for key, member in value.items():
                    held[key] = self._value(place.kind, member)
                self.budget -= len(value) + 1
                made[name] = held
            elif isinstance(value, Sequence):
                items = sequence((), value.place)
                for item in value:
                    items.append(self._value(place.kind, item))
                self.budget -= len(value) + 1
                made[name] = items
            else:
                made[name] = self._value(place.kind, value) if place.many == "one" else value
        if kind != "schema":
            plainer(kind, made, self.found.append)
            complete(kind, made, self.survey.version(node.place.file), self.found.append)
            return made
        self._discriminator(node, made)
        node_type(made, self.found.append)
        lift_null(node, made)
        return upgrade(made, self.survey.version(node.place.file), self.found.append)

    def _components(self, node: Mapping, made: Mapping) -> Mapping:
        for section, held in node.items():
            if not isinstance(held, Mapping) or section not in FIELDS["components"]:
                made[section] = held
                continue
            kind = FIELDS["components"][section].kind
            copy = mapping({}, held.place)
            for key, value in held.items():
                new = self.written.get(kind, {}).get(key, key)
                copy[new] = self._component(kind, key, value)
            made[section] = copy
        return made

    def _component(self, kind: str, key: str, value: Any) -> Any:
        chain = self.survey.chains.get(id(value))
        if kind in IN_PLACE or not isinstance(value, Mapping):
            return self._value(kind, value)
        if chain is None:
            return self._whole(kind, value)
        end = chain[-1].node
        if is_pure(value, schema=kind == "schema") and self.keys[kind].get(id(end)) == key:
            made = self._object(kind, end)
            if kind != "schema":
                made.update((k, value[k]) for k in ("summary", "description") if k in value)
            return made
        return self._reference(kind, value, chain)

    def _discriminator(self, node: Mapping, made: Mapping) -> None:
        """Rewrite the mapping; a component that lost its name keeps the tag it stood for."""
        discriminator = node.get("discriminator")
        if not isinstance(discriminator, Mapping):
            return
        names = discriminator.get("mapping")
        new: dict[str, Any] = dict(names) if isinstance(names, Mapping) else {}
        for value in list(new):
            chain = self.survey.mapped.get((id(names), value))
            if chain and isinstance(chain[-1].node, Mapping):
                new[value] = self._ref("schema", self._key("schema", chain))
        for word in ("oneOf", "anyOf"):
            members = node.get(word)
            for member in members if isinstance(members, Sequence) else ():
                chain = self.survey.chains.get(id(member))
                if chain and isinstance(chain[-1].node, Mapping) and "$ref" in member:
                    ref = self._ref("schema", self._key("schema", chain))
                    tag = unquote(member["$ref"].rsplit("/", 1)[-1])
                    if tag != ref.rsplit("/", 1)[-1] and "." not in tag and ref not in new.values():
                        new.setdefault(tag, ref)
        chain = self.survey.mapped.get((id(discriminator), "defaultMapping"))
        if chain and isinstance(chain[-1].node, Mapping):
            ref = self._ref("schema", self._key("schema", chain))
            made["discriminator"]["defaultMapping"] = ref
        if new:
            place = names.place if isinstance(names, Mapping) else discriminator.place
            made["discriminator"] = mapping(
                {**made["discriminator"], "mapping": mapping(new, place)}, discriminator.place
            )
