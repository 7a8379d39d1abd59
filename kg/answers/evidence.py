"""``evidence``: from any identifier that an answer prints, to the reference, the place in it, and whether anybody
read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.answers.outcomes import outcomes
from kg.answers.parts.evidence_rows import none, of_assertion, of_audit, of_claim, of_line, of_outcome, of_reports
from kg.base.prefixes import compress, expand
from kg.errors import UnknownName, WrongUse

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_STUDIES = ("Study", "Trial", "PreclinicalStudy")
_KINDS = ("Assertion", "InferredAssertion", "Controversy", "Publication", *_STUDIES)
_WHAT = "assertion, outcome, report, study, publication or controversy"

Row = dict[str, Any]


def evidence(graph: KnowledgeGraph, subject: str, object: str | None = None) -> list[Row]:
    """Return one row an evidence line, claim or report: what stands behind what was named, down to the reference.

    ``subject`` alone is an assertion (IRI, ``asr:A0001``, or a row id such as ``D09``), outcome, report, study,
    publication, controversy, claim, audit row, or a pair of opposed assertions. With ``object`` it is an entity:
    assertions from one to the other come first, then the outcomes of that drug on that endpoint. What has no evidence
    has one row that says so.
    """
    if object is not None:
        return _between(graph, subject, object)
    parts = subject.split(" v ")
    if len(parts) == 2 and all(part.startswith("asr:") for part in parts):
        return [row for part in parts for row in _named(graph, part)]
    name = subject.strip()
    iri = expand(name) or name
    if iri in graph.section("assertions")["items"]:
        return of_assertion(graph, iri)
    return _record(graph, iri) or _named(graph, name)


def _between(graph: KnowledgeGraph, subject: str, object: str) -> list[Row]:
    items = graph.section("assertions")["items"]
    begin, end = graph.names.find(subject), graph.names.find(object)
    found = [iri for iri, item in items.items() if item["subject"] == begin and item["object"] == end]
    rows = [row for iri in sorted(found) for row in of_assertion(graph, iri)]
    measured = _measured(graph, subject, object)
    if not rows and not measured:
        raise WrongUse(
            f"the graph holds no assertion and no outcome from {subject!r} to {object!r}; see 'kg show {subject}'"
        )
    return rows + measured


def _measured(graph: KnowledgeGraph, drug: str, endpoint: str) -> list[Row]:
    try:
        found = outcomes(graph, drug=drug, endpoint=endpoint)
    except UnknownName:
        return []
    every = {outcome["iri"]: outcome for outcome in graph.section("outcomes")}
    return [row for outcome in found for row in of_outcome(graph, every[outcome["iri"]])]


def _record(graph: KnowledgeGraph, iri: str) -> list[Row]:
    """Rows of a record that the name index does not hold: an outcome, a report or discrepancy of one, its arm,
    population or endpoint; an evidence line, a claim, an audit row.
    """
    found: list[Row] = []
    for outcome in graph.section("outcomes"):
        nodes = (outcome, outcome["arm"], outcome["comparator"], outcome["population"], outcome["endpoint"])
        if any(node and node["iri"] == iri for node in nodes):
            found += of_outcome(graph, outcome)
        concerned = [report["iri"] for report in outcome["reports"] if report["iri"] == iri]
        concerned += [report for node in outcome["discrepancies"] if node["iri"] == iri for report in node["reports"]]
        found += of_reports(graph, outcome, concerned)
    if found:
        return _unique(found)
    if iri in graph.section("claims"):
        return [of_claim(graph, iri)]
    for entry in graph.section("audit"):
        if iri == expand(entry["id"]):
            return of_audit(graph, {**entry, "iri": iri}) + _record(graph, entry["audits"])
    return [of_line(graph, own, line) for own, line in _lines(graph) if line["iri"] == iri]


def _named(graph: KnowledgeGraph, name: str) -> list[Row]:
    """Rows of what the name index finds."""
    try:
        iri = graph.names.find(name, kinds=_KINDS, what=_WHAT)
    except UnknownName:
        raise _other(graph, name) from None
    if iri in graph.section("assertions")["items"]:
        return of_assertion(graph, iri)
    node = graph.section("controversies").get(iri)
    if node is not None:
        sides = enumerate(zip(node["sides"], node["assertions"], strict=True), 1)
        return [
            {**row, "under": f"{node['id']}, side {number}: {text}"}
            for number, (text, members) in sides
            for member in members
            for row in of_assertion(graph, member)
        ]
    return _of_work(graph, iri) or [_nothing(graph, iri)]


def _of_work(graph: KnowledgeGraph, iri: str) -> list[Row]:
    """What a study or a publication says: its evidence lines, its reports of outcomes, and the claims it makes.

    A work that says nothing of its own: the rows of an audit that were held against it.
    """
    found = [of_line(graph, own, line) for own, line in _lines(graph) if iri in (line["study"], line["reference"])]
    for outcome in graph.section("outcomes"):
        every = outcome["study"]["iri"] == iri
        found += of_reports(
            graph, outcome, [r["iri"] for r in outcome["reports"] if every or r["document"]["iri"] == iri]
        )
    found += [of_claim(graph, claim) for claim, item in graph.section("claims").items() if item["document"] == iri]
    held = [entry for entry in graph.section("audit") if iri in entry["references"]]
    return _unique(found) or [row for entry in held for row in of_audit(graph, {**entry, "iri": expand(entry["id"])})]


def _unique(rows: list[Row]) -> list[Row]:
    return list({(row["source"], row["iri"]): row for row in rows}.values())


def _lines(graph: KnowledgeGraph) -> Iterator[tuple[str, Any]]:
    for iri, item in sorted(graph.section("assertions")["items"].items()):
        for line in item["evidence"]:
            yield iri, line


def _nothing(graph: KnowledgeGraph, iri: str) -> Row:
    item = graph.names.items[iri]
    return none({"id": item["id"], "iri": iri, "label": item["label"], "status": None, "sign": None})


def _other(graph: KnowledgeGraph, name: str) -> WrongUse:
    """The error for a name that no evidence hangs on: an entity wants a second one; nothing of that name at all."""
    try:
        item = graph.names.items[graph.names.find(name)]
    except UnknownName as error:
        return UnknownName(name, kind=_WHAT, nearest=error.nearest)
    return WrongUse(
        f"{item['label']} is a {item['kind'].lower()}, not an {_WHAT}; name a second thing that it acts on, "
        f"or see 'kg show {compress(item['iri'])}'"
    )
