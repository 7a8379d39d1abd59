"""What is left of the evidence once some studies or publications are withdrawn.

An assertion stands while read evidence supports it; what a rule derived stands while its premise stands, and any one
of the assertions that let it be carried over. What a drug was shown to do itself supersedes what is borrowed for it, as
long as that evidence stands. With nothing withdrawn, this is the graph as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.network.context import overlap
from kg.network.name_index import Item
from kg.network.signed_graph import SEEN, WALKED, Network

_NO_SYSTEM = 9


class Standing:
    """The assertions of a network without what is ``withdrawn``: studies, publications, assertions, or things with all
    that begins or ends at them. Answers are kept.
    """

    def __init__(
        self, network: Network, withdrawn: frozenset[str] = frozenset(), whole: Standing | None = None
    ) -> None:
        """``whole`` is the standing of the same network with nothing withdrawn: what the withdrawal does not touch is
        looked up there.
        """
        self.network, self.withdrawn, self._whole = network, withdrawn, whole
        self._stands: dict[str, bool] = {}
        self._opposed: dict[str, bool] = {}
        self._strengths: dict[str, dict[str, int]] = {}
        self._displaced: dict[str, list[str]] | None = None

    def lines(self, iri: str, direction: str = "supports") -> list[Item]:
        """Return the read evidence lines of a direction that are left."""
        return [
            line
            for line in self.network.item(iri)["evidence"]
            if line["direction"] == direction
            and line["verification"] in SEEN
            and self.withdrawn.isdisjoint((line["study"], line["reference"]))
        ]

    def touches(self, iri: str) -> bool:
        """Whether the withdrawal could change how an assertion stands, or how strong it is."""
        return not self.withdrawn.isdisjoint(self.network.rests_on(iri))

    def stands(self, iri: str) -> bool:
        """Whether an assertion is still to be walked on."""
        if self._whole is not None and not self.touches(iri):
            return self._whole.stands(iri)
        if iri not in self._stands:
            self._stands[iri] = self._holds(iri)
        return self._stands[iri]

    def _holds(self, iri: str) -> bool:
        item = self.network.item(iri)
        if not self.withdrawn.isdisjoint((iri, item["subject"], item["object"])):
            return False
        if item["rule"] is None:
            return bool(self.lines(iri)) if self.withdrawn else item["status"] in WALKED
        if item["status"] == "superseded" and any(self.stands(own) for own in item["superseded_by"]):
            return False
        if not self.withdrawn:
            return True
        roles = item["role_premise"]
        return all(map(self.stands, item["premise"])) and (not roles or any(map(self.stands, roles)))

    def opposed(self, iri: str) -> bool:
        """Whether evidence of another sign or a measured null stands against the assertion, or against its premise, in
        the same place.
        """
        if self._whole is not None and not self.touches(iri):
            return self._whole.opposed(iri)
        if iri not in self._opposed:
            self._opposed[iri] = self._contradicted(iri)
        return self._opposed[iri]

    def _contradicted(self, iri: str) -> bool:
        item = self.network.item(iri)
        if self.lines(iri, "disputes"):
            return True
        return bool(self.rivals(iri)) or any(self.opposed(premise) for premise in item["premise"])

    def rivals(self, iri: str) -> list[str]:
        """Return the curated assertions of another sign, or nulls, on the same pair and place that stand, sorted."""
        item, names = self.network.item(iri), self.network.names
        found = []
        for other in item["opposed_by"]:
            rival = self.network.assertions.get(other)
            if rival is None or rival["rule"] or not self.stands(other):
                continue
            if overlap(names, item["object_anatomy"], rival["object_anatomy"]):
                found.append(other)
        return sorted(found)

    def system(self, iri: str, ranks: Mapping[str, int]) -> int:
        """Return the rank of the best experimental system that supports an assertion, 0 the best; of what a rule
        derived, that of its weakest premise.
        """
        item = self.network.item(iri)
        if item["rule"] is None:
            return min((ranks.get(line["system"], _NO_SYSTEM) for line in self.lines(iri)), default=_NO_SYSTEM)
        based = max((self.system(premise, ranks) for premise in item["premise"]), default=0)
        roles = [self.system(role, ranks) for role in item["role_premise"] if self.stands(role)]
        return max(based, min(roles)) if roles else based

    def studies(self, iri: str) -> set[str]:
        """Return the independent studies that support an assertion; of what a rule derived, those of its premise."""
        item = self.network.item(iri)
        if item["rule"] is None:
            return {line["study"] for line in self.lines(iri)}
        if not item["premise"]:
            return set().union(*(self.studies(role) for role in item["role_premise"]))
        return min((self.studies(premise) for premise in item["premise"]), key=len)

    def strength(self, iri: str, ranks: Mapping[str, int]) -> dict[str, int]:
        """Return the parts of a tier that no question changes: ``opposition``, ``system`` and ``independence``, each
        smaller the better; ``ranks`` orders experimental systems.
        """
        if self._whole is not None and not self.touches(iri):
            return self._whole.strength(iri, ranks)
        if iri not in self._strengths:
            self._strengths[iri] = {
                "opposition": int(self.opposed(iri)),
                "system": self.system(iri, ranks),
                "independence": int(len(self.studies(iri)) < 2),
            }
        return self._strengths[iri]

    @property
    def displaced(self) -> dict[str, list[str]]:
        """Ligand -> places where it takes the place of estradiol once estradiol is high; empty lists mean anywhere."""
        if self._displaced is None:
            self._displaced = {}
            for iri in filter(self.stands, self.network.displacing):
                item = self.network.item(iri)
                self._displaced.setdefault(item["subject"], []).extend(item["object_anatomy"])
        return self._displaced
