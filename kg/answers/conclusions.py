"""``conclusions``: what the graph says in the end, one stable row each, so that two versions can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.answers.assertions import row
from kg.answers.concordance import concordance
from kg.answers.conflicts import conflicts
from kg.answers.parts.evaluation import Inquiry
from kg.answers.parts.route_rows import sign_text
from kg.answers.question import question
from kg.base.namespaces import ENT
from kg.base.prefixes import compress

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_PEOPLE = ENT + "human"


def conclusions(graph: KnowledgeGraph) -> list[dict[str, Any]]:
    """Return rows ``{kind, key, label, value, detail}``, sorted by kind and key; no two have both in common.

    ``value`` is what is concluded, name to text (None where there is nothing to say); ``detail`` says why in words and
    is no part of the conclusion. Kinds: ``assertion`` (curated ones), ``class``, ``controversy``, ``count``,
    ``opposed``, ``outcome``, ``prediction``.
    """
    found = [
        *_assertions(graph),
        *_classes(graph),
        *_conflicts(graph),
        *_counts(graph),
        *_outcomes(graph),
        *_predictions(graph),
    ]
    return sorted(found, key=lambda one: (one["kind"], one["key"]))


def indicated(graph: KnowledgeGraph) -> list[str]:
    """Return what end points stand for beyond what they measure (bone mass for bone mineral density), sorted."""
    return sorted({o["indicates"] for o in graph.section("outcomes") if o["indicates"] not in (None, o["quantity"])})


def populations(graph: KnowledgeGraph) -> list[str]:
    """Return the widest generic populations of people that have a hormonal milieu, sorted; a study's own are left
    out.
    """
    items = graph.names.items

    def widest(iri: str) -> bool:
        item = items[iri]
        return bool(item["milieu"]) and not any(items[other]["milieu"] for other in item["broader"])

    return sorted(
        iri
        for iri, item in items.items()
        if item["kind"] == "Population" and iri.startswith(ENT) and _PEOPLE in item["species"] and widest(iri)
    )


def drugs(graph: KnowledgeGraph) -> list[str]:
    """Return the drugs, metabolites among them, sorted by IRI."""
    return sorted(iri for iri, item in graph.names.items.items() if item["kind"] == "Drug")


def _row(kind: str, key: str, label: str, value: dict[str, str | None], detail: str = "") -> dict[str, Any]:
    return {"kind": kind, "key": key, "label": label, "value": value, "detail": detail}


def _assertions(graph: KnowledgeGraph) -> Iterator[dict[str, Any]]:
    for iri, item in graph.section("assertions")["items"].items():
        if item["rule"] is None:
            found = row(graph, iri)
            value = {"sign": found["sign"], "status": found["status"], "confidence": found["confidence"]["level"]}
            detail = f"{found['support']} for, {found['dispute']} against"
            yield _row("assertion", compress(iri), found["label"], value, detail)


def _classes(graph: KnowledgeGraph) -> Iterator[dict[str, Any]]:
    for iri in drugs(graph):
        item = graph.names.items[iri]
        value = {"drug_class": ", ".join(item["drug_class"]) or None, "classes": ", ".join(item["owl"]) or None}
        yield _row("class", compress(iri), item["label"], value)


def _conflicts(graph: KnowledgeGraph) -> Iterator[dict[str, Any]]:
    for found in conflicts(graph):
        sides = [", ".join(sorted(map(compress, side["assertions"]))) or None for side in found["sides"]]
        value = {f"side_{number}": side for number, side in enumerate(sides, 1)}
        detail = f"differ in {', '.join(found['differ_in'])}" if found["differ_in"] else ""
        yield _row(found["kind"], found["id"], found["question"], value, detail)


def _counts(graph: KnowledgeGraph) -> Iterator[dict[str, Any]]:
    for what, number in graph.section("counts").items():
        yield _row("count", what, what, {"number": str(number)})


def _outcomes(graph: KnowledgeGraph) -> Iterator[dict[str, Any]]:
    held = concordance(graph)
    for found in held["rows"]:
        outcome = found["outcome"]
        yield _row("outcome", compress(outcome["iri"]), outcome["label"], {"verdict": found["verdict"]}, found["why"])
    for found in held["excluded"]:
        outcome = found["outcome"]
        yield _row("outcome", compress(outcome["iri"]), outcome["label"], {"verdict": "left out"}, found["why"])


def _predictions(graph: KnowledgeGraph) -> Iterator[dict[str, Any]]:
    label = {iri: str(item["label"]) for iri, item in graph.names.items.items()}
    ends, people = indicated(graph), populations(graph)
    for drug in drugs(graph):
        for end in ends:
            for who in people:
                inquiry = question(graph, drug, end, population=who).inquiry()
                key = " ".join(map(compress, (drug, end, who)))
                told = f"{label[drug]} → {label[end]} ({label[who]})"
                decided = inquiry.verdict["decided_by"]
                yield _row("prediction", key, told, _prediction(inquiry), decided or "")


def _prediction(inquiry: Inquiry) -> dict[str, str | None]:
    """The prediction as ``explain`` prints it; the grade is that of the best route of the sign it leans to."""
    verdict = inquiry.verdict
    best = next((found for found in inquiry.routes if sign_text(found.sign) == verdict["lean"]), None)
    return {
        "sign": verdict["sign"],
        "lean": verdict["lean"],
        "status": verdict["status"],
        "grade": inquiry.judge.grade(best) if best else None,
    }
