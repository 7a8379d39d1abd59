"""How this graph is said in Biolink: categories of kinds, predicates with qualifiers of relations.

The mapping is data: ``ontology/mappings/biolink-categories.tsv`` and ``biolink-predicates.tsv``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from kg.base.resources import folder

SOURCE = "infores:serm-bone"
"""The knowledge source of every edge; it is not in the registry of information resources."""
ASSOCIATION = "biolink:Association"
QUALIFIERS = (
    "qualified_predicate",
    "object_aspect_qualifier",
    "object_direction_qualifier",
    "causal_mechanism_qualifier",
)
CURATED = ("knowledge_assertion", "manual_agent")
DERIVED = ("logical_entailment", "automated_agent")
"""``knowledge_level`` and ``agent_type`` of what a source says, and of what a rule derived from that."""


class Predicate(NamedTuple):
    """A Biolink predicate with its qualifiers, in the order of ``QUALIFIERS``; an empty text is none."""

    predicate: str
    qualifiers: tuple[str, ...]

    @property
    def directed(self) -> bool:
        """Whether it says up or down."""
        return bool(self.qualifiers[QUALIFIERS.index("object_direction_qualifier")])


@cache
def predicates() -> Mapping[str, Predicate]:
    """Return relation -> predicate, for every relation of the graph."""
    return {
        row["relation"]: Predicate(row["predicate"], tuple(row[name] for name in QUALIFIERS))
        for row in _rows("biolink-predicates")
    }


@cache
def categories() -> Mapping[str, str]:
    """Return kind -> category; that of ``Thing`` serves kinds that have none."""
    return {row["kind"]: row["category"] for row in _rows("biolink-categories")}


def _rows(name: str) -> list[dict[str, str]]:
    with open(folder("ontology") / "mappings" / f"{name}.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
