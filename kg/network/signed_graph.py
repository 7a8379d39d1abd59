"""The signed graph that routes are walked on, and what grading asks of its assertions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kg.base.string_table import Places, by_place
from kg.network.name_index import Item, Names

WALKED = ("supported", "contested", "inferred")
SEEN = ("verifiedInAbstract", "verifiedInRecord", "verifiedInFullText")
CIRCULATING = ("Drug", "ChemicalEntity", "Intervention")
_END_RESULTS = ("Phenotype", "Biomarker")


class Edge(NamedTuple):
    """One way to take a step: an assertion, its sign, and where it leads.

    ``widened`` if by a broader or narrower name; ``kind`` is a place in the table of what a grade depends on.
    """

    iri: str
    source: str
    target: str
    sign: int
    widened: bool
    kind: int


class Edges(Sequence[Edge]):
    """The edges of ``walked`` by number, each made when it is asked for, and kept."""

    def __init__(self, walked: Mapping[str, Any], known: Sequence[str]) -> None:
        self._walked, self._known, self._made = walked, known, dict[int, Edge]()

    def __len__(self) -> int:
        return len(self._walked["assertion"])

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        if number not in self._made:
            walked, things = self._walked, self._walked["things"]
            self._made[number] = Edge(
                self._known[walked["assertion"][number]],
                things[walked["source"][number]],
                things[walked["target"][number]],
                walked["sign"][number],
                bool(walked["widened"][number]),
                walked["kind"][number],
            )
        return self._made[number]


class Network:
    """The conducting edges of a snapshot, and the facts about assertions that grading needs.

    ``walked`` are the edges as ``kg.network.edge_table`` gives them, ``scanned`` what
    ``kg.snapshot.sections.assertions`` found of all assertions. ``spares`` are those that a drug's own evidence
    supersedes: edges for those who withdraw that evidence.
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
        self.walked, self._scanned = walked, scanned
        self.places: Mapping[str, int] = Places(walked["things"])
        self._known = by_place(self.assertions)
        self.edges = Edges(walked, self._known)
        self.numbered: Any = None  # kept here by kg.network.encoding, which stands above
        self._grounds: dict[str, frozenset[str]] = {}

    def leaving(self, thing: str) -> list[Edge]:
        """Return the edges that leave a thing, in their order."""
        return [self.edges[number] for number in self._beside(thing, "first")]

    def reaching(self, thing: str) -> list[Edge]:
        """Return the edges that reach a thing, in their order."""
        return [self.edges[self.walked["back"][at]] for at in self._beside(thing, "back_first")]

    def _beside(self, thing: str, column: str) -> range:
        place, first = self.places.get(thing), self.walked[column]
        return range(0) if place is None else range(first[place], first[place + 1])

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

    def of(self, subject: str) -> list[str]:
        """Return the assertions of a subject, whatever their status."""
        return self._told(subject, "all")

    def nulls(self, subjects: Iterable[str]) -> list[str]:
        """Return the measured nulls of ``subjects`` that are supported or contested, sorted."""
        return sorted(iri for subject in set(subjects) for iri in self._told(subject, "nulls"))

    def unshown(self, subjects: Iterable[str]) -> list[str]:
        """Return what is said of ``subjects`` and no source that was read supports, sorted."""
        return sorted(iri for subject in set(subjects) for iri in self._told(subject, "unshown"))

    @property
    def displacing(self) -> list[str]:
        """The assertions that a drug takes the place of estradiol once estradiol is high, sorted."""
        return [self._known[place] for place in self._scanned["displacing"]]

    def _told(self, subject: str, what: str) -> list[str]:
        return [self._known[place] for place in self._scanned["of"].get(subject, {}).get(what, ())]

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
