"""The signed graph that routes are walked on: one edge an assertion, kept apart by its IRI.

Walked are assertions with a causal relation and status supported, contested or inferred. What nobody verified, what was
measured to have no effect, and clinical end results of a drug (they are what a route is held against) do not conduct.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kg.lookup import Item, Names

WALKED = ("supported", "contested", "inferred")
SEEN = ("verifiedInAbstract", "verifiedInRecord", "verifiedInFullText")
_SPARE = "superseded"
_END_RESULTS = ("Phenotype", "Biomarker")
_CIRCULATING = ("Drug", "ChemicalEntity", "Intervention")


class Edge(NamedTuple):
    """One way to take a step: an assertion, its sign, and where it leads.

    ``widened`` if by a broader or narrower name.
    """

    iri: str
    source: str
    target: str
    sign: int
    widened: bool


class Network:
    """The conducting edges of a snapshot, and the facts about assertions that grading needs.

    ``spares`` are assertions that a drug's own evidence supersedes: edges for those who withdraw that evidence.
    """

    def __init__(self, section: Mapping[str, Any], names: Names, spares: Mapping[str, Item] | None = None) -> None:
        self.names = names
        self.relations: Mapping[str, Item] = section["relations"]
        self.rules: Mapping[str, Item] = section["rules"]
        self.assertions: Mapping[str, Item] = {**section["items"], **spares} if spares else section["items"]
        self.edges: tuple[Edge, ...] = tuple(
            edge for iri, item in self.assertions.items() for edge in self._edges(iri, item)
        )
        # What no question changes is found once: whether two steps meet, how far the ends are.
        self.junctions: dict[tuple[str, str], bool] = {}
        self.distances: dict[frozenset[str], dict[str, int]] = {}
        self._grounds: dict[str, frozenset[str]] = {}
        self.outgoing: dict[str, list[int]] = {}
        self.incoming: dict[str, list[int]] = {}
        for number, edge in enumerate(self.edges):
            self.outgoing.setdefault(edge.source, []).append(number)
            self.incoming.setdefault(edge.target, []).append(number)

    def rests_on(self, iri: str) -> frozenset[str]:
        """Return the works, assertions and things that the standing and the strength of an assertion look at: its own,
        those of what it was derived from, and the evidence of its rivals and of what supersedes it.
        """
        if iri not in self._grounds:
            item = self.assertions[iri]
            found = self._own(iri)
            for base in (*item["premise"], *item["role_premise"]):
                found |= self.rests_on(base)
            for other in (*item["opposed_by"], *item.get("superseded_by", ())):
                if other in self.assertions:
                    found |= self._own(other)
            self._grounds[iri] = frozenset(found)
        return self._grounds[iri]

    def _own(self, iri: str) -> set[str]:
        item = self.assertions[iri]
        works = {work for line in item["evidence"] for work in (line["study"], line["reference"])}
        return works | {iri, item["subject"], item["object"]}

    def item(self, iri: str) -> Item:
        """Return what is known of an assertion."""
        return self.assertions[iri]

    def _edges(self, iri: str, item: Item) -> list[Edge]:
        relation = self.relations[item["relation"]]
        if item["status"] not in (*WALKED, _SPARE) or relation["kind"] != "causal" or relation["sign"] is None:
            return []
        if self.is_end_result(item) or (item["rule"] and not self.rules[item["rule"]]["walked"]):
            return []
        sign = relation["sign"]
        found = [Edge(iri, item["subject"], item["object"], sign, False)]
        found += [Edge(iri, item["subject"], other, sign, True) for other in self._same_thing(item["object"])]
        return found

    def _same_thing(self, iri: str) -> list[str]:
        """A finding on a narrower thing bears on the broader one.

        One on a receptor without subtype serves both subtypes.
        """
        item = self.names.items.get(iri)
        if item is None:
            return []
        below = self.names.narrower(iri) if item["kind"] == "EstrogenReceptor" else []
        return [*item["broader"], *below]

    def is_end_result(self, item: Item) -> bool:
        """Whether the assertion is a clinical result of a drug or intervention: observed, and so not a step of a
        route.
        """
        subject, target = self.names.items.get(item["subject"], {}), self.names.items.get(item["object"], {})
        if subject.get("kind") not in _CIRCULATING or target.get("kind") not in _END_RESULTS:
            return False
        shown = [item, *(self.assertions[premise] for premise in item["premise"])]
        return any(line["system"] == "human-clinical" for one in shown for line in one["evidence"])

    def covered(self, edge: Edge) -> frozenset[str]:
        """Return what an edge reaches: its target.

        Of a receptor without subtype all subtypes at once, so that no route returns to one.
        """
        if not edge.widened:
            return frozenset((edge.target,))
        stated = self.assertions[edge.iri]["object"]
        if self.names.items[stated]["kind"] != "EstrogenReceptor":
            return frozenset((edge.target,))
        return frozenset((stated, *self.names.narrower(stated), *self.names.items[stated]["broader"]))

    def circulates(self, iri: str) -> bool:
        """Whether the thing is carried by blood, so that the place where a step was shown does not bind the next
        one.
        """
        return self.names.items.get(iri, {}).get("kind") in _CIRCULATING
