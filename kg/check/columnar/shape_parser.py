"""Read shapes, strictly: what is not expected where it stands is ``NotUnderstood``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.base.namespaces import RDF_TYPE, RDFS_SUBCLASS
from kg.check.columnar import paths
from kg.check.columnar.lexical_forms import key_of
from kg.check.columnar.parameters import ARGUMENTS
from kg.check.columnar.shape_model import (
    DEEPEST,
    MANY_SHAPES,
    SH,
    TARGETS,
    Constraint,
    NotUnderstood,
    Program,
    Shape,
    in_order,
)
from kg.check.columnar.term_keys import is_iri, is_literal, parts

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS_CLASS = "<http://www.w3.org/2000/01/rdf-schema#Class>"
_ONE_SHAPE = ("property", "node", "not", "qualifiedValueShape")
_SILENT = frozenset("name description order group defaultValue severity message deactivated path flags".split())  # noqa: SIM905
# Terms with which shapes ask for more than SHACL Core, wherever they stand.
_BEYOND = frozenset("parameter target rule sparql js expression declare entailment".split())  # noqa: SIM905


def program(triples: Iterable[ox.Triple]) -> Program:
    """Return shape key -> shape, parents before the shapes they refer to. Raises ``NotUnderstood``."""
    return in_order(Reader(triples).read())


class Reader:
    """The triples of shapes, asked strictly: subject key -> property IRI -> keys of its values."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            value = key_of(triple.object)
            told = self.facts[str(triple.subject)][triple.predicate.value]
            if value not in told:
                told.append(value)

    def read(self) -> Program:
        """Return shape key -> shape, in no order."""
        for facts in self.facts.values():
            for predicate in facts:
                if predicate.startswith(SH) and predicate[len(SH) :] in _BEYOND:
                    raise NotUnderstood(f"sh:{predicate[len(SH) :]} is beyond SHACL Core")
            if f"<{SH}ConstraintComponent>" in facts.get(RDF_TYPE, ()):
                raise NotUnderstood("the shapes declare a constraint component of their own")
        return {key: self._shape(key) for key in self._shapes()}

    def of(self, key: str, name: str) -> list[str]:
        """Return the values of a SHACL property."""
        return self.facts[key].get(SH + name, []) if key in self.facts else []

    def one(self, key: str, name: str) -> str:
        """Return the only value of a SHACL property."""
        values = self.of(key, name)
        if len(values) != 1:
            raise NotUnderstood(f"sh:{name} has {len(values)} values at {key}")
        return values[0]

    def items(self, head: str) -> list[str]:
        """Return the members of an RDF list."""
        found, seen = [], set()
        while head != f"<{_RDF}nil>":
            first, rest = (self.facts.get(head, {}).get(_RDF + part, []) for part in ("first", "rest"))
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise NotUnderstood(f"{head} is not a well-formed list")
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    def _shapes(self) -> list[str]:
        found: dict[str, None] = {}
        for key, facts in list(self.facts.items()):
            kinds = facts.get(RDF_TYPE, [])
            if f"<{SH}NodeShape>" in kinds or f"<{SH}PropertyShape>" in kinds:
                found[key] = None
            if any(SH + name in facts for name in (*TARGETS, "property", "node")):
                found[key] = None
            for name in _ONE_SHAPE:
                found.update(dict.fromkeys(facts.get(SH + name, ())))
            for name in MANY_SHAPES:
                for head in facts.get(SH + name, ()):
                    found.update(dict.fromkeys(self.items(head)))
        return list(found)

    def _shape(self, key: str) -> Shape:
        facts = self.facts.get(key)
        if facts is None or is_literal(key):
            raise NotUnderstood(f"the shape {key} is named but not described")
        kinds, has_path = facts.get(RDF_TYPE, []), bool(self.of(key, "path"))
        if (has_path and f"<{SH}NodeShape>" in kinds) or (not has_path and f"<{SH}PropertyShape>" in kinds):
            raise NotUnderstood(f"{key} is declared as one kind of shape and described as the other")
        if not all(self.of(child, "path") for child in self.of(key, "property")):
            raise NotUnderstood(f"sh:property leads to a shape without a path at {key}")
        severities = self.of(key, "severity") or [f"<{SH}Violation>"]
        if len(severities) > 1 or not is_iri(severities[0]):
            raise NotUnderstood(f"{key} has no severity that is one IRI")
        shape = Shape(
            key=key,
            path=self._path(self.one(key, "path"), 0) if has_path else None,
            severity=severities[0],
            messages=tuple(sorted(parts(text)[0] for text in self.of(key, "message") if is_literal(text))),
            deactivated=self.flag(key, "deactivated"),
            targets={name: tuple(self.of(key, name)) for name in TARGETS},
            properties=tuple(self.of(key, "property")),
        )
        if self._is_class(kinds):
            shape.targets["targetClass"] += (key,)
        if any(not is_iri(value) for name in TARGETS if name != "targetNode" for value in shape.targets[name]):
            raise NotUnderstood(f"{key} has a target that is no IRI")
        shape.constraints = [*self._constraints(shape)]
        return shape

    def _is_class(self, kinds: list[str]) -> bool:
        """Whether a shape of these kinds is a class, so that its instances are its targets."""
        return any(
            kind == _RDFS_CLASS or _RDFS_CLASS in self.facts.get(kind, {}).get(RDFS_SUBCLASS, ()) for kind in kinds
        )

    def flag(self, key: str, name: str) -> bool:
        """Return the truth of a SHACL property; it is false where it is not said."""
        values = self.of(key, name)
        if not set(values) <= {"true", "false"} or len(values) > 1:
            raise NotUnderstood(f"sh:{name} is neither true nor false at {key}")
        return values == ["true"]

    def _path(self, key: str, depth: int) -> paths.Path:
        if is_iri(key):
            return paths.Step(key)
        if is_literal(key) or depth > DEEPEST:
            raise NotUnderstood(f"the path {key} is no property, or nested too deeply")
        facts = self.facts.get(key, {})
        if _RDF + "first" in facts:
            return paths.Sequence(self._several(key, depth))
        kinds = [name.removeprefix(SH) for name in facts if name.startswith(SH)]
        if len(kinds) != 1:
            raise NotUnderstood(f"the path {key} says {', '.join(kinds) or 'nothing'}")
        inner = self.one(key, kinds[0])
        if kinds == ["alternativePath"]:
            return paths.Alternative(self._several(inner, depth))
        if kinds == ["inversePath"]:
            step = self._path(inner, depth + 1)
            if not isinstance(step, paths.Step):
                raise NotUnderstood("an inverse of more than one property")
            return paths.Step(step.predicate, not step.back)
        repeats = {"zeroOrMorePath": (True, True), "oneOrMorePath": (False, True), "zeroOrOnePath": (True, False)}
        if kinds[0] not in repeats:
            raise NotUnderstood(f"sh:{kinds[0]} is no path of SHACL Core")
        return paths.Repeat(self._path(inner, depth + 1), *repeats[kinds[0]])

    def _several(self, head: str, depth: int) -> tuple[paths.Path, ...]:
        members = self.items(head)
        if len(members) < 2:
            raise NotUnderstood("a list of paths has fewer than two members")
        return tuple(self._path(member, depth + 1) for member in members)

    def _constraints(self, shape: Shape) -> Iterator[Constraint]:
        """Yield the constraints of a shape; whatever is in the SHACL namespace and unknown is not understood."""
        for predicate, values in self.facts[shape.key].items():
            name = predicate.removeprefix(SH)
            if name == predicate or name in _SILENT or name in TARGETS or name == "property":
                continue
            read = ARGUMENTS.get(name)
            if read is None:
                raise NotUnderstood(f"sh:{name} is not known")
            for argument in read(self, shape, name, values):
                yield Constraint(name, argument)
