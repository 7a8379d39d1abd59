"""The table ``withdrawals``: how edges stand without the study of an outcome and those that share people with it.

``concordance`` never predicts an outcome by its own study; with this table an engine for large data need not know why
an assertion stands, only where that changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.base.prefixes import compress
from kg.export.table import Column, Kind, Row

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

WITHDRAWAL = (
    Column("id", Kind.TEXT, "the studies of the cohort and the edge with slashes between; unique"),
    Column("cohort_ids", Kind.TEXTS, "the studies that are withdrawn, as outcomes name them"),
    Column("edge", Kind.TEXT, "the id of an edge that rests on one of them, superseded ones among them"),
    Column("stands", Kind.FLAG, "whether it stands without them"),
    Column("opposition", Kind.INTEGER, "1 where evidence that is left stands against it, else 0"),
    Column("system", Kind.INTEGER, "the rank of the best experimental system that is left, 0 the best, 9 for none"),
    Column("independence", Kind.INTEGER, "1 where fewer than two independent studies are left, else 0"),
)


def withdrawals(graph: KnowledgeGraph) -> Iterator[Row]:
    """Yield a row for each cohort of an outcome and each edge that its studies touch, sorted."""
    resting = _resting(graph)
    ranks = graph.section("levels")["systems"]
    cohorts = {tuple(sorted(compress(study) for study in o["cohort"])): o["cohort"] for o in graph.section("outcomes")}
    for named, cohort in sorted(cohorts.items()):
        standing = graph.standing(frozenset(cohort))
        touched = set().union(*(resting.get(study, ()) for study in cohort))
        for own, iri in sorted((compress(iri), iri) for iri in touched):
            strength = standing.strength(iri, ranks)
            told = (strength[name] for name in ("opposition", "system", "independence"))
            yield ("/".join((*named, own)), named, own, standing.stands(iri), *told)


def _resting(graph: KnowledgeGraph) -> dict[str, list[str]]:
    """Study -> the assertions whose standing or strength looks at it."""
    studies = {study for outcome in graph.section("outcomes") for study in outcome["cohort"]}
    found: dict[str, list[str]] = {}
    for iri in graph.network.assertions:
        for study in graph.network.rests_on(iri) & studies:
            found.setdefault(study, []).append(iri)
    return found
