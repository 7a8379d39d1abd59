"""``evidence``: every line that bears on an assertion, and the trial outcomes behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.assertions import of_name, row
from kg.answers.steps import reference, tested_with
from kg.errors import WrongUse

if TYPE_CHECKING:
    from kg.graph import Graph


def evidence(graph: Graph, subject: str, object: str | None = None) -> list[dict[str, Any]]:
    """Return one row an evidence line or source claim, by assertion; an assertion with neither has one row that says
    so.

    ``subject`` is an assertion (IRI, ``asr:A0001``, or a row id such as ``D09``) or, with ``object``, an entity.
    """
    items = graph.section("assertions")["items"]
    if object is None:
        chosen = [of_name(graph, subject)]
    else:
        begin, end = graph.names.find(subject), graph.names.find(object)
        chosen = [iri for iri, item in items.items() if item["subject"] == begin and item["object"] == end]
        if not chosen:
            raise WrongUse(f"the graph holds no assertion from {subject!r} to {object!r}; see 'kg show {subject}'")
    return [line for iri in sorted(chosen) for line in _lines(graph, iri)]


def _lines(graph: Graph, iri: str) -> list[dict[str, Any]]:
    item = graph.section("assertions")["items"][iri]
    head = {key: value for key, value in row(graph, iri).items() if key in ("id", "iri", "label", "status", "sign")}
    found = [
        {
            **head,
            "reference": reference(graph, line),
            "direction": line["direction"],
            "system": line["system"],
            "evidence_type": line["evidence_type"],
            "eco": line["eco"],
            "tested_with": [graph.names.ref(ligand) for ligand in tested_with(graph, item)],
            "verification": line["verification"],
            "locator": line["locator"],
            "quantity": item["quantity"],
            "paraphrase": line["paraphrase"],
        }
        for line in item["evidence"]
    ]
    found += [_claim(graph, head, claim) for claim in item["claims"]]
    for premise in (*item["premise"], *item["role_premise"]):
        found += [{**line, "premise_of": iri} for line in _lines(graph, premise)]
    return found or [{**head, "reference": None, "direction": None, "paraphrase": "no evidence line and no claim"}]


def _claim(graph: Graph, head: dict[str, Any], iri: str) -> dict[str, Any]:
    claim = graph.section("claims")[iri]
    work = graph.section("references").get(claim["document"], {"label": claim["document"]})
    return {
        **head,
        "reference": {"iri": claim["document"], "label": work["label"]},
        "direction": "claims",
        "system": None,
        "evidence_type": f"source claim, {claim['citation_status']}"
        + (f" [{']['.join(claim['cites'])}]" if claim["cites"] else ""),
        "eco": [],
        "tested_with": [],
        "verification": None,
        "locator": claim["locator"],
        "quantity": None,
        "paraphrase": claim["stated"],
    }
