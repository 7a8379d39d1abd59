"""What an overlay can change: the slice of the graph that its rules have to see, before and after.

Rules conclude about assertions, outcomes and arms. A conclusion can only change where an assertion's own record does,
or where an assertion on the same object does: what is borrowed, superseded or opposed always shares the object, or has
it in another name (a site and its quantity, a protein and its circulating form). What says how a drug acts on its
receptor, what a receptor recruits and what a drug becomes carries over to everything: where one of these changes,
nothing can be bounded.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.base.namespaces import GR, RDF_TYPE, REL, SB
from kg.snapshot.incremental.scope import ARM, ASSERTION, DISCREPANCY, LINE, OUTCOME, REPORT, Unbounded

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Subject = ox.NamedNode | ox.BlankNode
BACKGROUND = tuple(ox.NamedNode(GR + name) for name in ("ontology", "entities", "inferred"))
"""Graphs that every slice has whole: what a thing is, where it belongs, and the vocabulary."""
_ASSERTIONS = ox.NamedNode(GR + "assertions")
_ANOTHER_NAME = (SB + "narrowerThan", SB + "circulatingFormOf")
_CARRIES = (SB + "AgonistRelation", SB + "AntagonistRelation")
_CARRIED = tuple(ox.NamedNode(REL + name) for name in ("recruits", "metabolised-to"))


def _p(name: str) -> ox.NamedNode:
    return ox.NamedNode(SB + name)


class Affected:
    """What the quads of an overlay touch in the graph ``base``; ``kinds`` says what their subjects are.

    ``assertions`` are the curated assertions whose record changes, ``outcomes`` likewise. ``slice`` are the
    quads of ``base`` that the rules have to see, those of the graphs ``derived`` left out. Raises ``Unbounded`` where
    that would be the whole graph, and for evidence about something that is no curated assertion.
    """

    def __init__(
        self, base: ox.Store, quads: list[ox.Quad], kinds: dict[Subject, int], derived: frozenset[ox.NamedNode]
    ) -> None:
        self._base, self._kinds, self._derived = base, kinds, derived
        self._own: dict[Subject, list[ox.Quad]] = {}
        self._to: dict[tuple[ox.NamedNode, Term], set[Subject]] = {}
        for quad in quads:
            self._own.setdefault(quad.subject, []).append(quad)  # type: ignore[arg-type]
            self._to.setdefault((quad.predicate, quad.object), set()).add(quad.subject)  # type: ignore[arg-type]
        self.outcomes = self._touched_outcomes()
        self.assertions = self._touched_assertions()
        carrying = self._carrying()
        if self.assertions & carrying:
            raise Unbounded("it says how a drug acts, what it becomes or what it recruits")
        self.slice = self._slice(carrying)

    def values(self, subjects: Iterable[Term], *predicates: str) -> set[Term]:
        """Return the objects of ``predicates``, in the graph and in the overlay."""
        found: set[Term] = set()
        for subject in subjects:
            if not isinstance(subject, (ox.NamedNode, ox.BlankNode)):
                continue
            for name in map(_p, predicates):
                found |= {q.object for q in self._base.quads_for_pattern(subject, name, None, None)}
                found |= {q.object for q in self._own.get(subject, ()) if q.predicate == name}
        return found

    def holders(self, predicate: ox.NamedNode, objects: Iterable[Term]) -> set[Term]:
        """Return the subjects that have one of ``objects`` as ``predicate``, in the graph and in the overlay."""
        found: set[Term] = set()
        for one in objects:
            found |= {q.subject for q in self._base.quads_for_pattern(None, predicate, one, None)}
            found |= self._to.get((predicate, one), set())
        return found

    def of_kind(self, kind: int) -> set[Term]:
        """Return what the overlay says something about and that is of a kind."""
        return {subject for subject, own in self._kinds.items() if own == kind}

    def _touched_outcomes(self) -> set[Term]:
        reports = self.of_kind(REPORT) | self.values(self.of_kind(DISCREPANCY), "betweenReports")
        return self.of_kind(OUTCOME) | self.values(reports, "reportOf")

    def _touched_assertions(self) -> set[Term]:
        studies = self.values(self.outcomes | self.of_kind(ARM), "trial")
        works = self.holders(_p("fromStudy"), studies)
        lines = self.of_kind(LINE) | self.holders(_p("reference"), works)
        touched = self.of_kind(ASSERTION) | self.values(lines, "evidenceFor")
        for one in touched - self.of_kind(ASSERTION):
            if not self._curated(one):
                raise Unbounded(f"evidence for {one}, which is no curated assertion")
        return touched

    def _curated(self, subject: Term) -> bool:
        return next(iter(self._quads(subject, _ASSERTIONS)), None) is not None

    def _carrying(self) -> set[Term]:
        """Assertions that carry others over."""
        types = ox.NamedNode(RDF_TYPE)
        relations = self.holders(types, [ox.NamedNode(name) for name in _CARRIES]) | set(_CARRIED)
        return self.holders(_p("relation"), relations)

    def _slice(self, carrying: set[Term]) -> set[ox.Quad]:
        objects = self.values(self.assertions, "object")
        fresh = objects
        while fresh:
            other = {one for p in _ANOTHER_NAME for one in self.holders(ox.NamedNode(p), fresh)}
            other |= self.values(fresh, *(p.removeprefix(SB) for p in _ANOTHER_NAME))
            fresh = other - objects
            objects = objects | fresh
        seen = self.assertions | carrying | self.holders(_p("object"), objects)
        curated = {one for one in seen if self._curated(one)} | self.of_kind(ASSERTION)
        lines = self.holders(_p("evidenceFor"), curated)
        works = self.values(lines, "reference")
        studies = self.values(works, "fromStudy")
        records = curated | lines | works | studies | self.holders(_p("trial"), studies)
        reports = self.holders(_p("reportOf"), self.outcomes)
        records |= self.outcomes | self.values(self.outcomes, "trial") | reports
        records |= self.values(reports, "inDocument") | self.holders(_p("betweenReports"), reports)
        records |= self.values(records, "arm", "drug", "endpoint")
        records |= {quad.object for quads in self._own.values() for quad in quads}
        found = {quad for one in records for quad in self._quads(one) if quad.graph_name not in self._derived}
        for graph in BACKGROUND:
            found.update(self._base.quads_for_pattern(None, None, None, graph))
        return found

    def _quads(self, subject: Term, graph: ox.NamedNode | None = None) -> Iterable[ox.Quad]:
        if not isinstance(subject, (ox.NamedNode, ox.BlankNode)):
            return iter(())
        return self._base.quads_for_pattern(subject, None, None, graph)
