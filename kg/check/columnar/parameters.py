"""Read the arguments of constraints, strictly: a value of a kind that is not expected is ``NotUnderstood``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kg.base.namespaces import XSD
from kg.check.columnar.shape_model import SH, NotUnderstood, Shape
from kg.check.columnar.term_keys import is_iri, is_literal, parts


class Reader(Protocol):
    """What is read of a graph of shapes; ``kg.check.columnar.shape_parser`` is one."""

    facts: dict[str, dict[str, list[str]]]

    def of(self, key: str, name: str) -> list[str]:
        """Return the values of the SHACL property ``name``."""

    def one(self, key: str, name: str) -> str:
        """Return its only value. Raises ``NotUnderstood`` where there is none, or several."""

    def items(self, head: str) -> list[str]:
        """Return the members of an RDF list."""

    def flag(self, key: str, name: str) -> bool:
        """Return whether its only value is true."""


Read = Callable[[Reader, Shape, str, Sequence[str]], Iterator[Any]]
_KINDS = ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")


@dataclass(frozen=True, slots=True)
class Qualified:
    """How many values of a kind there are to be; None is no bound. ``siblings`` are kinds that do not count."""

    shape: str
    least: int | None
    most: int | None
    siblings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """The properties that a node may have, by their keys."""

    properties: frozenset[str]


def _whole(key: str) -> int:
    """Return the number that an xsd:integer key is. Raises ``NotUnderstood`` for anything else, and below zero."""
    if not key.isdigit():
        raise NotUnderstood(f"{key} is no whole number of datatype {XSD}integer")
    return int(key)


def _iris(_: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[str]:
    if not all(map(is_iri, values)):
        raise NotUnderstood(f"sh:{name} is no IRI at {shape.key}")
    yield from values


def _one_iri(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[str]:
    yield from _iris(reader, shape, name, [reader.one(shape.key, name)])


def _kind(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[str]:
    kind = reader.one(shape.key, name)[1:-1].removeprefix(SH)
    if kind not in _KINDS:
        raise NotUnderstood(f"sh:nodeKind has no value {kind}")
    yield kind


def _number(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[int]:
    yield _whole(reader.one(shape.key, name))


def _count(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[int]:
    _only_with_path(shape, name)
    yield _whole(reader.one(shape.key, name))


def _only_with_path(shape: Shape, name: str) -> None:
    if shape.path is None:
        raise NotUnderstood(f"sh:{name} stands at a shape without a path")


def _bounds(_: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[str]:
    if not all(map(is_literal, values)):
        raise NotUnderstood(f"sh:{name} is no literal at {shape.key}")
    yield from values


def _patterns(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[re.Pattern[str]]:
    flags = reader.of(shape.key, "flags")
    if len(flags) > 1 or not all(is_literal(value) for value in (*values, *flags)):
        raise NotUnderstood(f"sh:pattern or sh:flags cannot be read at {shape.key}")
    letters = parts(flags[0])[0].lower() if flags else ""
    # As pyshacl reads them: Python's expressions, and of the flags i and m.
    meant = (re.IGNORECASE if "i" in letters else 0) | (re.MULTILINE if "m" in letters else 0)
    for value in values:
        try:
            yield re.compile(parts(value)[0], meant)
        except re.error as error:
            raise NotUnderstood(f"the pattern {value} is no regular expression: {error}") from error


def _languages(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[frozenset[str]]:
    members = reader.items(reader.one(shape.key, name))
    if any(not is_literal(member) or parts(member)[1] != XSD + "string" for member in members):
        raise NotUnderstood(f"sh:languageIn lists what is no string at {shape.key}")
    yield frozenset(parts(member)[0].lower() for member in members)


def _flag(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[bool]:
    _only_with_path(shape, name)
    if reader.flag(shape.key, name):
        yield True


def _smaller(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[str]:
    _only_with_path(shape, name)
    yield from _iris(reader, shape, name, values)


def _values(_: Reader, __: Shape, ___: str, values: Sequence[str]) -> Iterator[str]:
    yield from values


def _list(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[frozenset[str]]:
    yield frozenset(reader.items(reader.one(shape.key, name)))


def _shape_lists(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for head in values:
        members = reader.items(head)
        if not members:
            raise NotUnderstood(f"sh:{name} lists nothing at {shape.key}")
        yield tuple(members if name == "xone" else dict.fromkeys(members))


def _nodes(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[str]:
    for value in values:
        if reader.of(value, "path"):
            raise NotUnderstood(f"sh:node leads to a shape with a path at {shape.key}")
        yield value


def _closed(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[Closed]:
    reader.one(shape.key, name)
    if reader.flag(shape.key, name):
        paths = [path for key in shape.properties for path in reader.of(key, "path")]
        ignored = [item for head in reader.of(shape.key, "ignoredProperties") for item in reader.items(head)]
        yield Closed(frozenset([*paths, *ignored]))


def _with_closed(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[Any]:
    reader.one(shape.key, "closed")
    yield from ()


def _qualified(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[Qualified]:
    _only_with_path(shape, name)
    own = reader.one(shape.key, name)
    least, most = (
        _whole(reader.one(shape.key, bound)) if reader.of(shape.key, bound) else None
        for bound in ("qualifiedMinCount", "qualifiedMaxCount")
    )
    if least is None and most is None:
        raise NotUnderstood(f"sh:qualifiedValueShape has no count at {shape.key}")
    siblings: dict[str, None] = {}
    if reader.flag(shape.key, "qualifiedValueShapesDisjoint"):
        for parent in list(reader.facts):
            if shape.key in reader.of(parent, "property"):
                beside = [other for key in reader.of(parent, "property") for other in reader.of(key, name)]
                siblings.update(dict.fromkeys(other for other in beside if other != own))
    yield Qualified(own, least, most, tuple(siblings))


def _with_qualified(reader: Reader, shape: Shape, name: str, values: Sequence[str]) -> Iterator[Any]:
    reader.one(shape.key, "qualifiedValueShape")
    yield from ()


ARGUMENTS: dict[str, Read] = {
    "class": _iris,
    "datatype": _one_iri,
    "nodeKind": _kind,
    **dict.fromkeys(("minCount", "maxCount"), _count),
    **dict.fromkeys(("minExclusive", "minInclusive", "maxExclusive", "maxInclusive"), _bounds),
    **dict.fromkeys(("minLength", "maxLength"), _number),
    "pattern": _patterns,
    "languageIn": _languages,
    "uniqueLang": _flag,
    **dict.fromkeys(("equals", "disjoint"), _iris),
    **dict.fromkeys(("lessThan", "lessThanOrEquals"), _smaller),
    **dict.fromkeys(("and", "or", "xone"), _shape_lists),
    "not": _values,
    "node": _nodes,
    "qualifiedValueShape": _qualified,
    **dict.fromkeys(("qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint"), _with_qualified),
    "closed": _closed,
    "ignoredProperties": _with_closed,
    "hasValue": _values,
    "in": _list,
}
