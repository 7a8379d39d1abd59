"""``show`` and ``find``: the card of one thing, and things by part of their name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.assertions import row
from kg.answers.outcomes import public

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def show(graph: KnowledgeGraph, name: str) -> dict[str, Any]:
    """Return identity, synonyms, ids, OWL classes, and what goes in and out of the thing that ``name`` means."""
    iri = graph.names.find(name)
    item = graph.names.items[iri]
    items = graph.section("assertions")["items"]
    card: dict[str, Any] = {
        **{key: item[key] for key in ("id", "iri", "label", "kind", "synonyms", "definition", "xrefs")},
        "broader": [graph.names.ref(other) for other in item["broader"]],
        "part_of": [graph.names.ref(other) for other in item["part_of"]],
        "narrower": [graph.names.ref(other) for other in graph.names.narrower(iri)],
        "classes": item["owl"],
        "assertion": row(graph, iri) if iri in items else None,
        "publication": graph.section("references").get(iri),
        "out": [row(graph, key) for key in sorted(items) if items[key]["subject"] == iri],
        "in": [row(graph, key) for key in sorted(items) if items[key]["object"] == iri],
    }
    card["outcomes"] = [public(graph, outcome) for outcome in graph.section("outcomes") if _about(outcome, iri)]
    return card


def _about(outcome: dict[str, Any], iri: str) -> bool:
    arms = (outcome["arm"], outcome["comparator"])
    drugs = {drug["iri"] for arm in arms if arm for drug in arm["drugs"]}
    return iri in drugs or iri in (
        outcome["study"]["iri"],
        outcome["endpoint"]["iri"],
        outcome["quantity"],
        *outcome["references"],
    )


def find(graph: KnowledgeGraph, text: str) -> list[dict[str, Any]]:
    """Return the things whose label, synonym or identifier holds ``text``: whole names first, then beginnings,
    then the rest.
    """
    wanted = text.strip().casefold()
    found: dict[str, tuple[int, int, str]] = {}
    for name, rank, iri in graph.names.everything():
        if graph.names.items[iri]["kind"] == "InferredAssertion" and name != wanted:
            continue
        if wanted and wanted in name:
            place = 0 if name == wanted else 1 if name.startswith(wanted) else 2
            found[iri] = min(found.get(iri, (9, 9, "")), (place, rank, name))
    ordered = sorted(found, key=lambda iri: (found[iri], iri))
    return [{**(graph.names.ref(iri) or {}), "matched": found[iri][2]} for iri in ordered]
