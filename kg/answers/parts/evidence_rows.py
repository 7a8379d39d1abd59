"""The rows of ``evidence``, all of one shape: an evidence line, a claim, a report of an outcome, an audit row, or
none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from kg.answers.assertions import row
from kg.answers.parts.route_rows import reference, tested_with
from kg.network.name_index import Item

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

NUMBERS = (
    "value_status",
    "value",
    "low",
    "high",
    "unit",
    "ci_low",
    "ci_high",
    "ci_level",
    "p",
    "p_operator",
    "finding",
)


def _bare(head: Mapping[str, Any], kind: str, source: str | None, **fields: Any) -> dict[str, Any]:
    """Return a row with every column; what a kind of row does not have is None or empty."""
    blank: dict[str, Any] = {
        "reference": None,
        "direction": None,
        "system": None,
        "evidence_type": None,
        "eco": [],
        "tested_with": [],
        "verification": None,
        "locator": None,
        "quantity": None,
        "paraphrase": None,
        "verbatim": None,
        "numbers": None,
        "citation_status": None,
        "cites": [],
        "discrepancies": [],
        "premise_of": None,
        "under": None,
    }
    return {**head, "kind": kind, "source": source, **blank, **fields}


def of_assertion(graph: KnowledgeGraph, iri: str) -> list[dict[str, Any]]:
    """Return the evidence lines, claims and premises of an assertion; one row that says so where it has none."""
    item = graph.assertion(iri)
    found = [of_line(graph, iri, line) for line in item["evidence"]]
    found += [of_claim(graph, claim, head(graph, iri)) for claim in item["claims"]]
    for premise in (*item["premise"], *item["role_premise"]):
        found += [{**line, "premise_of": iri} for line in of_assertion(graph, premise)]
    return found or [none(head(graph, iri))]


def none(about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row that says that nothing stands behind a thing."""
    return _bare(about, "none", None, paraphrase="no evidence line and no claim")


def head(graph: KnowledgeGraph, iri: str) -> dict[str, Any]:
    """Return the columns that name an assertion."""
    return {key: value for key, value in row(graph, iri).items() if key in ("id", "iri", "label", "status", "sign")}


def of_line(graph: KnowledgeGraph, iri: str, line: Item) -> dict[str, Any]:
    """Return the row of one evidence line of assertion ``iri``."""
    item = graph.assertion(iri)
    return _bare(
        head(graph, iri),
        "evidence-line",
        line["iri"],
        reference=reference(graph, line),
        direction=line["direction"],
        system=line["system"],
        evidence_type=line["evidence_type"],
        eco=line["eco"],
        tested_with=[graph.names.ref(ligand) for ligand in tested_with(graph, item)],
        verification=line["verification"],
        locator=line["locator"],
        quantity=item["quantity"],
        paraphrase=line["paraphrase"],
    )


def of_claim(graph: KnowledgeGraph, iri: str, about: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the row of what a document claims; ``about`` names the assertion that it expresses, if one was asked
    for.
    """
    claim = graph.section("claims")[iri]
    own = {"id": claim["id"], "iri": iri, "label": claim["stated"], "status": None, "sign": None}
    return _bare(
        about or own,
        "claim",
        iri,
        reference=_work(graph, claim["document"], locator=claim["locator"]),
        direction="claims",
        evidence_type=f"source claim, {claim['citation_status']}"
        + (f" [{']['.join(claim['cites'])}]" if claim["cites"] else ""),
        locator=claim["locator"],
        paraphrase=claim["stated"],
        citation_status=claim["citation_status"],
        cites=claim["cites"],
    )


def of_outcome(graph: KnowledgeGraph, outcome: Item) -> list[dict[str, Any]]:
    """Return one row a report of an outcome, then the evidence lines that rest on the outcome."""
    found = of_reports(graph, outcome, [report["iri"] for report in outcome["reports"]])
    for iri, item in sorted(graph.section("assertions")["items"].items()):
        found += [of_line(graph, iri, line) for line in item["evidence"] if outcome["iri"] in line["item"]]
    return found


def of_reports(graph: KnowledgeGraph, outcome: Item, chosen: Collection[str]) -> list[dict[str, Any]]:
    """Return the rows of those reports of an outcome that are ``chosen``, in the order of the outcome."""
    return [_report(graph, outcome, report) for report in outcome["reports"] if report["iri"] in chosen]


def _report(graph: KnowledgeGraph, outcome: Item, report: Item) -> dict[str, Any]:
    concerned = [d for d in outcome["discrepancies"] if report["iri"] in d["reports"]]
    title = {"id": outcome["id"], "iri": outcome["iri"], "label": title_of(outcome), "status": None, "sign": None}
    return _bare(
        title,
        "report",
        report["iri"],
        reference=_work(graph, report["document"]["iri"], report["verification"], report["locator"]),
        verification=report["verification"],
        locator=report["locator"],
        paraphrase=report["paraphrase"],
        verbatim=report["verbatim"],
        numbers={name: report[name] for name in NUMBERS},
        citation_status=report["citation_status"],
        cites=report["cites"],
        discrepancies=[{"kind": d["kind"], "note": d["note"]} for d in concerned],
    )


def title_of(outcome: Item) -> str:
    """Return an outcome in words: endpoint, arms, time, statistic, study."""
    months = f"{outcome['timepoint_months']} months" if outcome["timepoint_months"] else None
    arms = " v ".join(arm["label"] for arm in (outcome["arm"], outcome["comparator"]) if arm)
    parts = [outcome["endpoint"]["label"], arms, months, outcome["statistic"].replace("-", " ")]
    return ", ".join(part for part in parts if part) + f" ({outcome['registry'] or outcome['study']['label']})"


def of_audit(graph: KnowledgeGraph, entry: Item) -> list[dict[str, Any]]:
    """Return what the document says there, then one row a work that it was held against."""
    title = {"id": entry["id"], "iri": entry["iri"], "label": entry["stated"], "status": None, "sign": None}
    said = f"audited: {entry['verdict']}"
    own = _work(graph, entry["document"], locator=entry["locator"]) if entry["document"] else None
    place = {"locator": entry["locator"], "cites": entry["citations"], "evidence_type": said}
    found = [
        _bare(title, "audit", entry["audits"], reference=own, direction="claims", paraphrase=entry["stated"], **place)
    ]
    for work in entry["references"]:
        held = f"held against this work: {entry['verdict']}"
        found.append(
            _bare(
                title,
                "audit",
                entry["iri"],
                reference=_work(graph, work),
                evidence_type=held,
                paraphrase=entry["detail"],
            )
        )
    return found


def _work(
    graph: KnowledgeGraph, iri: str, verification: str | None = None, locator: str | None = None
) -> dict[str, Any]:
    """Return a work as answers print a reference; a report or claim has no direction of its own."""
    work = graph.section("references").get(iri, {})
    line = {"reference": iri, "study": work.get("study"), "direction": None}
    return reference(graph, {**line, "verification": verification, "locator": locator})
