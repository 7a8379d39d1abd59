"""How routes, steps and references are written down in an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.network.context import GRADES
from kg.network.name_index import Item
from kg.network.signed_graph import Edge
from kg.reasoning.ranking import Judge
from kg.reasoning.routes import Route

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def sign_text(sign: int | None) -> str:
    """Return ``+``, ``-`` or ``?``."""
    return {1: "+", -1: "-"}.get(sign or 0, "?")


def reference(graph: KnowledgeGraph, line: Item) -> dict[str, Any]:
    """Return an evidence line as answers print a reference."""
    works: Mapping[str, Item] = graph.section("references")
    work = works.get(line["reference"], {})
    return {
        "iri": line["reference"],
        "label": work.get("label") or line["reference"],
        "pmid": work.get("pmid"),
        "doi": work.get("doi"),
        "study": line["study"],
        "direction": line["direction"],
        "verification": line["verification"],
        "locator": line["locator"],
    }


def grounds(graph: KnowledgeGraph, iri: str) -> list[dict[str, Any]]:
    """Return the references of an assertion; of an inferred one, those of its premises."""
    item = graph.assertion(iri)
    found = [reference(graph, line) for line in item["evidence"]]
    for premise in item["premise"] or item["role_premise"]:
        found += grounds(graph, premise)
    unique = {(ref["iri"], ref["direction"]): ref for ref in found}
    return [unique[key] for key in sorted(unique)]


def tested_with(graph: KnowledgeGraph, item: Item) -> list[str]:
    """Return the ligands that a step was measured with: those it names, else its own subject where that is a ligand."""
    if item["ligand"]:
        return list(item["ligand"])
    subject = graph.names.items.get(item["subject"], {})
    return [item["subject"]] if subject.get("kind") in ("Drug", "ChemicalEntity") else list(subject.get("ligand", ()))


def directness(graph: KnowledgeGraph, source: str, item: Item) -> str:
    """Return what a step was measured with, seen from the drug that was asked about.

    ``this-drug``, ``class`` (another receptor ligand of the class), ``estradiol`` (an estrogen only) or ``biology``
    (no ligand).
    """
    tested = tested_with(graph, item)
    classes = {name for ligand in tested for name in graph.names.items.get(ligand, {}).get("drug_class", ())}
    if not tested:
        return "biology"
    if source in tested:
        return "this-drug"
    if classes and classes <= {"estrogen"}:
        return "estradiol"
    return "class"


def borrowed(graph: KnowledgeGraph, item: Item) -> bool:
    """Whether a step was derived from what another ligand was shown to do."""
    return item["rule"] is not None and graph.network.rules[item["rule"]]["dimension"] == "ligand"


def step(graph: KnowledgeGraph, judge: Judge, source: str, edge: Edge) -> dict[str, Any]:
    """Return one step of a route."""
    item = graph.assertion(edge.iri)
    names = graph.names
    places = {"anatomy": item["object_anatomy"], **{d: item[d] for d in ("milieu", "sex", "species")}}
    return {
        "assertion": edge.iri,
        "id": item["id"],
        "subject": names.ref(edge.source),
        "relation": item["relation"],
        "sign": edge.sign,
        "object": names.ref(edge.target),
        "stated_object": names.ref(item["object"]) if edge.widened else None,
        "context": {name: [names.ref(value) for value in values] for name, values in places.items()},
        "grade": GRADES[judge.fit(edge).grade],
        "why_grade": [
            {"dimension": fit.dimension, "grade": GRADES[fit.grade], "value": names.ref(fit.value)}
            for fit in judge.grader.reasons(item)
        ],
        "confidence": item["confidence"],
        "status": item["status"],
        "opposed": judge.standing.opposed(edge.iri),
        "inferred_by": item["rule"],
        "borrowed": borrowed(graph, item),
        "premises": [*item["premise"], *item["role_premise"]],
        "directness": directness(graph, source, item),
        "tested_with": [names.ref(ligand) for ligand in tested_with(graph, item)],
        "quantity": item["quantity"],
        "overlay": item["overlay"],
        "references": grounds(graph, edge.iri),
    }


def route(graph: KnowledgeGraph, judge: Judge, source: str, found: Route) -> dict[str, Any]:
    """Return a route with its sign, grade, score and steps; the score only sorts, the grade is the answer."""
    fits = [judge.fit(edge).grade for edge in found.edges]
    ending = judge.end_grade(found)
    score = 1.0
    for grade in (*fits, ending):
        score *= judge.levels["grades"][grade]["weight"]
    return {
        "sign": sign_text(found.sign),
        "grade": GRADES[max(*fits, ending)],
        "score": float(f"{score:.4g}"),
        "reaches": graph.names.ref(found.edges[-1].target),
        "steps": [step(graph, judge, source, edge) for edge in found.edges],
    }
