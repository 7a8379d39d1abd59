"""The signed graph that routes are walked on, and what grading asks of its assertions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from kg.lookup import Item, Names

WALKED = ("supported", "contested", "inferred")
SEEN = ("verifiedInAbstract", "verifiedInRecord", "verifiedInFullText")
CIRCULATING = ("Drug", "ChemicalEntity", "Intervention")
_END_RESULTS = ("Phenotype", "Biomarker")


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

    ``walked`` are the edges as ``kg.walked`` gives them, ``scanned`` what ``kg.snapshot.assertions`` found of all
    assertions. ``spares`` are those that a drug's own evidence supersedes: edges for those who withdraw that evidence.
    """

    def __init__(
        self,
        section: Mapping[str, Any],
        names: Names,
        walked: Mapping[str, Any],
        scanned: Mapping[str, Any],
        spares: Mapping[str, Item],
    ) -> None:
        self.names = names
        self.relations: Mapping[str, Item] = section["relations"]
        self.rules: Mapping[str, Item] = section["rules"]
        self.assertions: Mapping[str, Item] = section["items"] | spares
        self.walked = walked
        self._known, self._scanned = list(self.assertions), scanned
        self.edges: tuple[Edge, ...] = self._edges()
        self.numbered: Any = None  # kept here by kg.numbered, which stands above
        self._grounds: dict[str, frozenset[str]] = {}

    @cached_property
    def outgoing(self) -> Mapping[str, list[int]]:
        """The edges that leave a thing, as places in ``edges``."""
        return _grouped(edge.source for edge in self.edges)

    @cached_property
    def incoming(self) -> Mapping[str, list[int]]:
        """The edges that reach a thing, as places in ``edges``."""
        return _grouped(edge.target for edge in self.edges)

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

    def _edges(self) -> tuple[Edge, ...]:
        known, things = self._known, self.walked["things"]
        rows = zip(*(self.walked[name] for name in ("assertion", "source", "target", "sign", "widened")), strict=True)
        return tuple(
            Edge(known[place], things[source], things[target], sign, bool(widened))
            for place, source, target, sign, widened in rows
        )

    def of(self, subject: str) -> list[str]:
        """Return the assertions of a subject, whatever their status."""
        return [self._known[place] for place in self._scanned["of"].get(subject, ())]

    @property
    def nulls(self) -> list[str]:
        """The measured nulls, supported or contested."""
        return [self._known[place] for place in self._scanned["nulls"]]

    @property
    def unshown(self) -> list[str]:
        """What no source that was read supports."""
        return [self._known[place] for place in self._scanned["unshown"]]

    def is_end_result(self, item: Item) -> bool:
        """Whether the assertion is a clinical result of a drug or intervention: observed, and so not a step of a
        route.
        """
        return is_end_result(self.assertions, self.names.items, item)

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
        return self.names.items.get(iri, {}).get("kind") in CIRCULATING


def is_end_result(assertions: Mapping[str, Item], things: Mapping[str, Item], item: Item) -> bool:
    """Whether an assertion is a clinical result of a drug or intervention: observed, and so not a step of a route."""
    subject, target = things.get(item["subject"], {}), things.get(item["object"], {})
    if subject.get("kind") not in CIRCULATING or target.get("kind") not in _END_RESULTS:
        return False
    shown = [item, *(assertions[premise] for premise in item["premise"])]
    return any(line["system"] == "human-clinical" for one in shown for line in one["evidence"])


def _grouped(ends: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, end in enumerate(ends):
        found.setdefault(end, []).append(number)
    return found
