"""``concordance``: every usable trial outcome held against what the mechanism predicts for its drug and population.

The study of an outcome, and studies that share people with it, take no part in the prediction it is held against. What
cannot be held against a prediction is listed with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.answers.outcomes import chosen, printed, ref
from kg.answers.parts.exclusions import found
from kg.answers.predictor import Predictor, predictor
from kg.answers.question import bounded
from kg.network.context import context
from kg.reasoning.trial_verdict import VERDICTS, observe, usable, verdict

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def concordance(
    graph: KnowledgeGraph,
    *,
    drug: str | None = None,
    endpoint: str | None = None,
    population: str | None = None,
    anatomy: str | None = None,
    milieu: str | None = None,
    species: str | None = None,
    max_steps: int = 8,
    without: Sequence[str] = (),
) -> dict[str, Any]:
    """Return ``{"question", "rows", "totals", "stopped_early", "excluded"}``: discordant rows first, then by verdict,
    drug and endpoint. ``stopped_early`` says that a search had to stop at its best routes.

    ``drug``, ``endpoint``, ``population``, ``milieu`` and ``species`` narrow the outcomes; ``anatomy`` restricts the
    routes to a place; ``without`` leaves out studies, publications, assertions or things. Raises as ``outcomes`` and
    ``explain`` do.
    """
    bounded(max_steps)
    asked = context(graph.names, anatomy=anatomy, population=population, milieu=milieu, species=species)
    left_out = found(graph, without)
    expected = predictor(graph, max_steps, asked.anatomy, left_out)
    rows, excluded = [], []
    for outcome in chosen(graph, drug=drug, endpoint=endpoint, population=population, pooled=True):
        if not _lives(graph, outcome, "milieu", asked.milieu) or not _lives(graph, outcome, "species", asked.species):
            continue
        why = usable(outcome)
        if why is None:
            rows.append(_row(graph, outcome, expected))
        else:
            excluded.append({"outcome": ref(outcome), "why": why})
    rows.sort(key=_order)
    counted = Counter(row["verdict"] for row in rows)
    return {
        "question": {
            "drug": graph.names.ref(graph.names.find(drug)) if drug else None,
            "endpoint": endpoint,
            "context": asked.to_dict(graph.names),
            "without": [graph.names.ref(iri) for iri in sorted(left_out)],
        },
        "rows": rows,
        "totals": {word: counted[word] for word in VERDICTS if counted[word]},
        "stopped_early": expected.stopped,
        "excluded": sorted(excluded, key=lambda row: str(row["outcome"]["iri"])),
    }


def _lives(graph: KnowledgeGraph, outcome: dict[str, Any], dimension: str, asked: str | None) -> bool:
    """Whether the population of an outcome is of the milieu or species asked for, or of a narrower one."""
    own = outcome[dimension]
    return asked is None or (own is not None and asked in graph.names.closure(own["iri"]))


def _row(graph: KnowledgeGraph, outcome: dict[str, Any], expected: Predictor) -> dict[str, Any]:
    seen = observe(outcome, graph.section("levels")["statistics"])
    predicted = expected.predict(outcome)
    word, why = verdict(outcome, seen, predicted)
    text = printed(outcome)
    return {
        "outcome": ref(outcome),
        "study": outcome["study"],
        "drug": outcome["arm"]["drugs"][0],
        "population": outcome["population"],
        "endpoint": outcome["endpoint"],
        "indicates": graph.names.ref(outcome["indicates"]),
        "value": "; ".join(part for part in (text["value"], text["interval"], text["p"]) if part),
        "predicted": predicted.sign,
        "lean": predicted.lean,
        "grade": predicted.grade,
        "observed": {"sign": seen.sign, "significance": seen.significance},
        "verdict": word,
        "verified": (outcome["verification"] or "").startswith("verifiedIn"),
        "without": [graph.names.ref(study) for study in predicted.without],
        "why": why,
    }


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    place = VERDICTS.index(row["verdict"])
    return (place, row["drug"]["label"], row["endpoint"]["label"], row["outcome"]["iri"])
