"""Wrong knowledge, made on purpose: one curated assertion at a time is turned round, and nothing else.

Three operators. ``sign``: the relation becomes its opposite; one that has a sign and no opposite becomes the plain
regulation of the other sign; a measured null becomes ``positively-regulates``. What has no sign (it binds, is part of,
is a marker of) has no such mutant. ``ends``: subject and object change places. ``milieu``: the milieu is taken out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.base.namespaces import RDF_TYPE, RDFS_LABEL, REL, SB, SKOS
from kg.base.prefixes import compress
from kg.rdf.loader import read_quads

OPERATORS = ("sign", "ends", "milieu")
_PLAIN = {"1": REL + "negatively-regulates", "-1": REL + "positively-regulates"}

Changes = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One wrong graph: the assertion that was changed, by which operator, what it said and says; quads out and in.

    ``rows`` are the rows of the mechanism table that the assertion has, none where it came from elsewhere.
    """

    operator: str
    iri: str
    rows: tuple[str, ...]
    before: str
    after: str
    out: tuple[ox.Quad, ...]
    into: tuple[ox.Quad, ...]

    @property
    def name(self) -> str:
        """The assertion as people write it."""
        return compress(self.iri)


class Curated:
    """Every curated quad, and what the operators ask of them: assertions and relations by IRI."""

    def __init__(self, quads: Iterable[ox.Quad] | None = None) -> None:
        self.quads = tuple(read_quads() if quads is None else quads)
        self._by: dict[str, dict[str, list[ox.Quad]]] = defaultdict(lambda: defaultdict(list))
        for quad in self.quads:
            if isinstance(quad.subject, ox.NamedNode):
                self._by[quad.subject.value][quad.predicate.value].append(quad)
        self.assertions = self._typed("Assertion")
        self._nulls, self._bare = self._typed("NullRelation"), self._typed("NonCausalRelation")

    def mutants(self, operator: str) -> Iterator[Mutant]:
        """Yield the mutants of an operator in the order of the assertions; raises ``KeyError`` for another name."""
        changed = {"sign": self._sign, "ends": self._ends, "milieu": self._milieu}[operator]
        for iri in self.assertions:
            changes = changed(iri)
            if changes:
                yield self._mutant(operator, iri, changes)

    def unsigned(self) -> dict[str, list[str]]:
        """Return the relations without a sign, nulls apart -> their assertions: what cannot be turned round."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri in self.assertions:
            relation = self._one(iri, SB + "relation")
            if relation in self._bare:
                found[relation.removeprefix(REL)].append(iri)
        return dict(sorted(found.items()))

    def opposite(self, relation: str) -> str | None:
        """Return the relation that a wrong sign would give; None where there is no sign to be wrong."""
        if relation in self._bare:
            return None
        if relation in self._nulls:
            return REL + "positively-regulates"
        return self._one(relation, SB + "oppositeRelation") or _PLAIN[self._one(relation, SB + "sign")]

    def _sign(self, iri: str) -> Changes:
        wrong = self.opposite(self._one(iri, SB + "relation"))
        return {SB + "relation": (wrong,)} if wrong else {}

    def _ends(self, iri: str) -> Changes:
        return {SB + "subject": (self._one(iri, SB + "object"),), SB + "object": (self._one(iri, SB + "subject"),)}

    def _milieu(self, iri: str) -> Changes:
        return {SB + "inMilieu": ()} if self._one(iri, SB + "inMilieu") else {}

    def _mutant(self, operator: str, iri: str, changes: Changes) -> Mutant:
        out = tuple(quad for predicate in changes for quad in self._by[iri][predicate])
        into = tuple(
            ox.Quad(out[0].subject, ox.NamedNode(predicate), ox.NamedNode(value), out[0].graph_name)
            for predicate, values in changes.items()
            for value in values
        )
        return Mutant(
            operator=operator,
            iri=iri,
            rows=tuple(sorted(_text(quad) for quad in self._by[iri][SKOS + "notation"])),
            before=self._sentence(iri, {}),
            after=self._sentence(iri, changes),
            out=out,
            into=into,
        )

    def _sentence(self, iri: str, changes: Changes) -> str:
        subject, relation, target, milieu = (
            next(iter(changes.get(SB + part, (self._one(iri, SB + part),))), "")
            for part in ("subject", "relation", "object", "inMilieu")
        )
        told = f"{self._label(subject)} {relation.removeprefix(REL)} {self._label(target)}"
        return f"{told} ({self._label(milieu)})" if milieu else told

    def _label(self, iri: str) -> str:
        return self._one(iri, RDFS_LABEL) or compress(iri)

    def _one(self, iri: str, predicate: str) -> str:
        return min((_text(quad) for quad in self._by[iri][predicate]), default="")

    def _typed(self, name: str) -> list[str]:
        return sorted(
            iri for iri, by in list(self._by.items()) if SB + name in {_text(q) for q in by.get(RDF_TYPE, [])}
        )


def _text(quad: ox.Quad) -> str:
    return str(getattr(quad.object, "value", ""))
