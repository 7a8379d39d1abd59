"""Section ``levels``: the ordered code lists that grade a step, read from ``ontology/codes.ttl``."""

from __future__ import annotations

from typing import Any

from kg.snapshot.subject_view import Facts, local


def section(facts: Facts) -> dict[str, Any]:
    """Return grades best first with their weights, experimental systems with their tier, the tiers in order, and
    statistics.
    """
    grades = sorted(facts.subjects("Grade"), key=lambda iri: int(facts.one(iri, "tierRank") or 0))
    tiers = sorted(facts.subjects("Tier"), key=lambda iri: int(facts.one(iri, "tierOrder") or 0))
    return {
        "grades": [
            {"name": local(iri).removeprefix("grade-"), "weight": float(facts.one(iri, "weight") or 0)}
            for iri in grades
        ],
        "systems": {local(iri): int(facts.one(iri, "tierRank") or 0) for iri in facts.subjects("ExperimentalSystem")},
        "tiers": [{"name": local(iri).removeprefix("tier-"), "label": facts.label(iri)} for iri in tiers],
        "statistics": {
            local(iri): {
                "null": facts.one(iri, "nullValue"),
                "effect_sign": int(facts.one(iri, "effectSign") or 1),
                "label": facts.label(iri),
            }
            for iri in facts.subjects("Statistic")
        },
    }
