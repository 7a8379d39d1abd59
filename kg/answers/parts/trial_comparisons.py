"""What trials say of drugs side by side: head to head, or each against placebo; nothing is pooled.

Every outcome of an asked drug is in exactly one place: compared with another asked drug, compared with placebo on an
endpoint that the other drugs have too, or left out with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.answers.outcomes import public
from kg.network.context import DEPLETE, REPLETE, Context, side
from kg.network.name_index import Item
from kg.reasoning.trial_verdict import usable

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def contrasts(graph: KnowledgeGraph, drugs: Sequence[str], asked: Context) -> dict[str, Any]:
    """Return ``head_to_head`` and ``indirect`` rows, and ``excluded`` with reasons and counts.

    ``indirect`` has one row an endpoint, drug and trial, with the outcomes of that trial in it; endpoints that only
    one of several drugs has are left out.
    """
    direct: list[tuple[str, str, Item]] = []
    placebo: list[tuple[str, Item]] = []
    left: dict[str, set[str]] = {}
    for outcome in graph.section("outcomes"):
        for drug in (drug for drug in drugs if drug in _drugs(outcome["arm"])):
            why = _objection(graph, outcome, asked)
            rival = _rival(outcome, drugs) if why is None else None
            if why is None and outcome["comparator"]["placebo"]:
                placebo.append((drug, outcome))
            elif why is None and rival is not None:
                direct.append((drug, rival, outcome))
            else:
                left.setdefault(why or "compared with something that was not asked about", set()).add(outcome["id"])
    kept = [pair for pair in placebo if len(drugs) == 1 or _shared(pair[1], placebo)]
    for _, outcome in placebo:
        if not any(outcome is other for _, other in kept):
            left.setdefault("no other drug asked about has a placebo contrast on this endpoint", set()).add(
                outcome["id"]
            )
    return {
        "head_to_head": [_direct(graph, *row) for row in sorted(direct, key=lambda row: _order(row[2]))],
        "indirect": _by_trial(graph, kept),
        "excluded": [{"why": why, "count": len(ids), "outcomes": sorted(ids)} for why, ids in sorted(left.items())],
    }


def _drugs(arm: Item | None) -> list[str]:
    return [held["iri"] for held in (arm or {}).get("drugs", ())]


def _objection(graph: KnowledgeGraph, outcome: Item, asked: Context) -> str | None:
    """Why an outcome compares nothing that was asked about; None where it may."""
    if outcome["kind"] != "ContrastOutcome" or outcome["comparator"] is None:
        return "a change within one arm, compared with nothing"
    return usable(outcome) or _elsewhere(graph, outcome, asked)


def _elsewhere(graph: KnowledgeGraph, outcome: Item, asked: Context) -> str | None:
    if asked.population is not None and asked.population not in outcome["population_closure"]:
        return f"not in {graph.names.items[asked.population]['label']}"
    here = side(graph.names, (outcome["milieu"] or {}).get("iri"))
    if asked.milieu is not None and {here, side(graph.names, asked.milieu)} == {DEPLETE, REPLETE}:
        return f"not {graph.names.items[asked.milieu]['label']}"
    species = (outcome["species"] or {}).get("iri")
    if asked.species is not None and species not in (None, asked.species):
        return f"not in {graph.names.items[asked.species]['label']}"
    return None


def _rival(outcome: Item, drugs: Sequence[str]) -> str | None:
    """The other asked drug that the comparator arm holds alone; another dose of the same drug is none."""
    held = _drugs(outcome["comparator"])
    if len(held) != 1 or outcome["comparator"]["pooled"] or held[0] in _drugs(outcome["arm"]):
        return None
    return held[0] if held[0] in drugs else None


def _shared(outcome: Item, rows: Sequence[tuple[str, Item]]) -> bool:
    return len({drug for drug, other in rows if other["endpoint"]["iri"] == outcome["endpoint"]["iri"]}) > 1


def _order(outcome: Item) -> tuple[Any, ...]:
    months = float(outcome["timepoint_months"] or outcome["timepoint_min"] or -1)
    return (outcome["endpoint"]["label"], outcome["study"]["label"], months, outcome["iri"])


def _direct(graph: KnowledgeGraph, drug: str, rival: str, outcome: Item) -> dict[str, Any]:
    return {
        "endpoint": outcome["endpoint"],
        "drug": graph.names.ref(drug),
        "comparator": graph.names.ref(rival),
        "study": outcome["study"],
        "population": outcome["population"],
        "outcome": public(graph, dict(outcome)),
    }


def _by_trial(graph: KnowledgeGraph, rows: Sequence[tuple[str, Item]]) -> list[dict[str, Any]]:
    trials: dict[tuple[str, str, str], list[Item]] = {}
    for drug, outcome in rows:
        label = graph.names.items[drug]["label"]
        trials.setdefault((outcome["endpoint"]["label"], label, outcome["study"]["iri"]), []).append(outcome)
    found = []
    for key in sorted(trials):
        held = sorted(trials[key], key=_order)
        drug = next(drug for drug in held[0]["arm"]["drugs"] if drug["label"] == key[1])
        row = {"endpoint": held[0]["endpoint"], "drug": drug, "study": held[0]["study"]}
        found.append({**row, "outcomes": [public(graph, dict(outcome)) for outcome in held]})
    return found
