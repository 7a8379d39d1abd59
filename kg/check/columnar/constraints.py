"""What breaks a constraint, found set-wise: one function a constraint component of SHACL Core.

Each gets all focus nodes of a shape with their values and yields the breaks among them. What a value is worth is asked
once for each distinct value. Section numbers are those of https://www.w3.org/TR/shacl/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from kg.base.namespaces import RDF_TYPE
from kg.check.columnar import value_space
from kg.check.columnar.columns import Columns
from kg.check.columnar.pairs import Relation
from kg.check.columnar.parameters import Closed, Qualified
from kg.check.columnar.term_keys import is_literal, parts


@dataclass(frozen=True, slots=True)
class Verdict:
    """The nodes that do not conform to a shape, and those of which it reports anything."""

    failing: frozenset[str]
    reporting: frozenset[str]


class Checked(Protocol):
    """Data and shapes together, as constraints ask them; ``kg.check.columnar.engine`` is one."""

    columns: Columns

    def verdict(self, key: str, nodes: set[str]) -> Verdict:
        """Return how ``nodes`` stand to the shape ``key``."""


class Violation(NamedTuple):
    """A focus node that breaks a constraint. ``value`` and ``path`` are None where the result has none of its own."""

    component: str
    focus: str
    value: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a constraint is asked of: focus nodes with their values, and the engine that knows data and shapes."""

    engine: Checked
    nodes: set[str]
    relation: Relation

    def each(self, component: str, bad: Collection[str]) -> Iterator[Violation]:
        """Yield a break for each pair whose value is one of ``bad``."""
        return (Violation(component, focus, value) for focus, value in self.relation.leading_to(bad))

    def where(self, component: str, holds: Callable[[str], bool]) -> Iterator[Violation]:
        """Yield a break for each value of which ``holds`` is false."""
        return self.each(component, {value for value in self.relation.value_set if not holds(value)})


def _class(asked: Asked, wanted: str) -> Iterator[Violation]:  # 4.1.1
    return asked.each("Class", asked.relation.outside(asked.engine.columns.instances(wanted)))


def _datatype(asked: Asked, wanted: str) -> Iterator[Violation]:  # 4.1.2
    return asked.where("Datatype", lambda value: value_space.is_of(value, wanted[1:-1]))


def _node_kind(asked: Asked, kind: str) -> Iterator[Violation]:  # 4.1.3
    starts = "".join(mark for mark, name in (("<", "IRI"), ("_", "BlankNode")) if name in kind)
    return asked.where("NodeKind", lambda value: value[0] in starts or ("Literal" in kind and is_literal(value)))


def _min_count(asked: Asked, least: int) -> Iterator[Violation]:  # 4.2.1
    if least == 1:
        return (Violation("MinCount", node) for node in asked.nodes - asked.relation.subject_set)
    return (Violation("MinCount", node) for node in asked.nodes if asked.relation.counts[node] < least)


def _max_count(asked: Asked, most: int) -> Iterator[Violation]:  # 4.2.2
    if most and asked.relation.single:
        return iter(())
    return (Violation("MaxCount", node) for node in asked.nodes if asked.relation.counts[node] > most)


def _range(component: str, holds: Callable[[int], bool]) -> Callable[[Asked, str], Iterator[Violation]]:  # 4.3
    def within(value: str, bound: str) -> bool:
        order = value_space.order(value, bound)
        return order is not None and holds(order)

    return lambda asked, bound: asked.where(component, lambda value: within(value, bound))


def _min_length(asked: Asked, least: int) -> Iterator[Violation]:  # 4.4.1
    return asked.where(
        "MinLength", lambda value: not least or (value[0] != "_" and len(value_space.text(value)) >= least)
    )


def _max_length(asked: Asked, most: int) -> Iterator[Violation]:  # 4.4.2
    return asked.where("MaxLength", lambda value: value[0] != "_" and len(value_space.text(value)) <= most)


def _pattern(asked: Asked, pattern: re.Pattern[str]) -> Iterator[Violation]:  # 4.4.3
    return asked.where("Pattern", lambda value: value[0] != "_" and pattern.search(value_space.text(value)) is not None)


def _language_in(asked: Asked, languages: frozenset[str]) -> Iterator[Violation]:  # 4.4.4
    def spoken(value: str) -> bool:
        language = parts(value)[2] if is_literal(value) else None
        return bool(language) and bool({"*", language, str(language).split("-")[0]} & languages)

    return asked.where("LanguageIn", spoken)


def _unique_lang(asked: Asked, _: bool) -> Iterator[Violation]:  # 4.4.5
    used = Counter(
        (focus, language)
        for focus, value in asked.relation
        if is_literal(value) and (language := parts(value)[2]) is not None
    )
    return (Violation("UniqueLang", focus) for (focus, _), count in used.items() if count > 1)


def _equals(asked: Asked, other: str) -> Iterator[Violation]:  # 4.5.1
    here, there = set(asked.relation), set(asked.engine.columns.column(other).within(asked.nodes))
    return (Violation("Equals", focus, value) for focus, value in here ^ there)


def _disjoint(asked: Asked, other: str) -> Iterator[Violation]:  # 4.5.2
    there = set(asked.engine.columns.column(other).within(asked.nodes))
    return (Violation("Disjoint", focus, value) for focus, value in asked.relation if (focus, value) in there)


def _less(component: str, strictly: bool) -> Callable[[Asked, str], Iterator[Violation]]:  # 4.5.3, 4.5.4
    def smaller(asked: Asked, other: str) -> Iterator[Violation]:
        there = asked.engine.columns.column(other).within(asked.relation.subject_set).by_subject()
        for focus, value in asked.relation:
            for bound in there.get(focus, ()):
                if not value_space.less(value, bound, strictly=strictly):
                    yield Violation(component, focus, value)

    return smaller


def _not(asked: Asked, shape: str) -> Iterator[Violation]:  # 4.6.1
    return asked.each("Not", asked.relation.value_set - asked.engine.verdict(shape, asked.relation.value_set).failing)


def _and(asked: Asked, shapes: tuple[str, ...]) -> Iterator[Violation]:  # 4.6.2
    failing = [asked.engine.verdict(shape, asked.relation.value_set).failing for shape in shapes]
    return asked.each("And", set().union(*failing))


def _or(asked: Asked, shapes: tuple[str, ...]) -> Iterator[Violation]:  # 4.6.3
    left = asked.relation.value_set
    for shape in shapes:
        left = set(asked.engine.verdict(shape, left).failing)
    return asked.each("Or", left)


def _xone(asked: Asked, shapes: tuple[str, ...]) -> Iterator[Violation]:  # 4.6.4
    nodes = asked.relation.value_set
    passed = Counter(node for shape in shapes for node in nodes - asked.engine.verdict(shape, nodes).failing)
    return asked.each("Xone", {node for node in nodes if passed[node] != 1})


def _node(asked: Asked, shape: str) -> Iterator[Violation]:  # 4.7.1
    verdict = asked.engine.verdict(shape, asked.relation.value_set)
    return asked.each("Node", verdict.failing | verdict.reporting)


def _qualified(asked: Asked, wanted: Qualified) -> Iterator[Violation]:  # 4.7.3
    good = asked.relation.value_set - asked.engine.verdict(wanted.shape, asked.relation.value_set).failing
    for sibling in wanted.siblings:
        good &= asked.engine.verdict(sibling, good).failing
    found = Counter(focus for focus, _ in asked.relation.leading_to(good))
    for node in asked.nodes:
        if wanted.most is not None and found[node] > wanted.most:
            yield Violation("QualifiedMaxCount", node)
        if wanted.least is not None and found[node] < wanted.least:
            yield Violation("QualifiedMinCount", node)


def _closed(asked: Asked, allowed: Closed) -> Iterator[Violation]:  # 4.8.1
    resource = (f"<{RDF_TYPE}>", "<http://www.w3.org/2000/01/rdf-schema#Resource>")
    for focus, node in asked.relation:
        for predicate, value in asked.engine.columns.about(node):
            if predicate not in allowed.properties and (predicate, value) != resource:
                yield Violation("Closed", focus, value, predicate)


def _has_value(asked: Asked, wanted: str) -> Iterator[Violation]:  # 4.8.2
    having = {focus for focus, _ in asked.relation.leading_to({wanted})}
    return (Violation("HasValue", node) for node in asked.nodes if node not in having)


def _in(asked: Asked, listed: frozenset[str]) -> Iterator[Violation]:  # 4.8.3
    return asked.each("In", asked.relation.outside(listed))


VIOLATIONS: dict[str, Callable[[Asked, Any], Iterator[Violation]]] = {
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minCount": _min_count,
    "maxCount": _max_count,
    "minExclusive": _range("MinExclusive", lambda order: order > 0),
    "minInclusive": _range("MinInclusive", lambda order: order >= 0),
    "maxExclusive": _range("MaxExclusive", lambda order: order < 0),
    "maxInclusive": _range("MaxInclusive", lambda order: order <= 0),
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "languageIn": _language_in,
    "uniqueLang": _unique_lang,
    "equals": _equals,
    "disjoint": _disjoint,
    "lessThan": _less("LessThan", True),
    "lessThanOrEquals": _less("LessThanOrEquals", False),
    "not": _not,
    "and": _and,
    "or": _or,
    "xone": _xone,
    "node": _node,
    "qualifiedValueShape": _qualified,
    "closed": _closed,
    "hasValue": _has_value,
    "in": _in,
}
