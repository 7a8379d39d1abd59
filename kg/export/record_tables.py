"""Tables of how sources are cited: evidence lines, reports of outcomes, discrepancies between these, and works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.base.prefixes import compress
from kg.export.table import Column, Kind, Row, Table

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_TEXT, _TEXTS, _FLAG = Kind.TEXT, Kind.TEXTS, Kind.FLAG
_NUMBERS = ("value", "low", "high", "ci_low", "ci_high", "ci_level", "p")
_VALUES = ("value_status", *_NUMBERS, "p_operator", "unit", "finding")
_LINE = ("direction", "verification", "locator", "system", "evidence_type")
_READ = "citedOnly, verifiedInAbstract, verifiedInRecord, verifiedInFullText or notFoundInSource"

EVIDENCE = (
    Column("id", _TEXT, "the evidence line; unique"),
    Column("edge", _TEXT, "the id of the edge that it speaks for or against"),
    Column("reference", _TEXT, "the id of the work in `bibliography`"),
    Column("pmid", _TEXT, "its PubMed identifier, digits only"),
    Column("doi", _TEXT, "its DOI"),
    Column("study", _TEXT, "the id of the study that it reports; lines of one study are not independent"),
    Column("direction", _TEXT, "supports, disputes, inconclusive or notAssessed"),
    Column("verification", _TEXT, f"whether somebody read it there: {_READ}"),
    Column("locator", _TEXT, "where in the work"),
    Column("system", _TEXT, "the experimental system"),
    Column("evidence_type", _TEXT, "what kind of evidence, in words"),
    Column("eco", _TEXTS, "the same in the Evidence and Conclusion Ontology"),
    Column("outcomes", _TEXTS, "the outcomes or reports that it consists of"),
    Column("paraphrase", _TEXT, "what the source says, in our words"),
)
REPORT = (
    Column("id", _TEXT, "the report; unique"),
    Column("outcome", _TEXT, "the id of the outcome that it reports"),
    Column("document", _TEXT, "the id of the work in `bibliography`"),
    Column("locator", _TEXT, "where in the document"),
    Column("verbatim", _TEXT, "what is printed there, digit for digit"),
    Column("paraphrase", _TEXT, "what it says, in our words"),
    Column("citation_status", _TEXT, "ownData, or for a document that reports the data of others: cited, uncited"),
    Column("cites", _TEXTS, "the numbers of its list of references that it cites"),
    Column("verification", _TEXT, f"whether somebody read it in the source: {_READ}"),
    Column("preferred", _FLAG, "whether the value of the outcome is taken from here"),
    *(Column(name, _TEXT, f"{name.replace('_', ' ')} of the report, digits as printed") for name in _VALUES),
)
DISCREPANCY = (
    Column("id", _TEXT, "the discrepancy; unique"),
    Column("kind", _TEXT, "siteScope, wrongAnalyte, wrongTime, armVsDifference, dropped or citationMismatch"),
    Column("note", _TEXT, "what differs"),
    Column("reports", _TEXTS, "the reports that differ"),
    Column("outcomes", _TEXTS, "the outcomes that they report"),
)
_WORK = {
    "label": "the work as a reader names it",
    "title": "the title",
    "author": "the first author",
    "year": "the year",
    "journal": "the journal",
    "volume_pages": "volume and pages",
    "pmid": "the PubMed identifier, digits only",
    "pmcid": "the PubMed Central identifier",
    "doi": "the DOI",
    "kind": "what kind of document",
    "design": "the design of the study that it reports, in words",
    "url": "where it was read",
}
WORK = (
    Column("id", _TEXT, "the work; unique"),
    *(Column(name, _TEXT, meaning) for name, meaning in _WORK.items()),
    Column("study", _TEXT, "the id of the study that it reports"),
)


def tables(graph: KnowledgeGraph) -> tuple[Table, ...]:
    """Return the tables ``evidence``, ``reports``, ``discrepancies`` and ``bibliography``."""
    differ = "one difference between reports of an outcome"
    return (
        Table("evidence", "one work that speaks for or against an edge", EVIDENCE, lambda: _lines(graph)),
        Table("reports", "one report of an outcome in a document", REPORT, lambda: _reports(graph)),
        Table("discrepancies", differ, DISCREPANCY, lambda: _differences(graph)),
        Table("bibliography", "one work", WORK, lambda: _works(graph)),
    )


def _lines(graph: KnowledgeGraph) -> Iterator[Row]:
    works = graph.section("references")
    for item in sorted(graph.section("assertions")["items"].values(), key=lambda item: item["id"]):
        for line in sorted(item["evidence"], key=lambda line: compress(line["iri"])):
            work = works.get(line["reference"], {})
            yield (
                compress(line["iri"]),
                item["id"],
                compress(line["reference"]),
                work.get("pmid"),
                work.get("doi"),
                _short(line["study"]),
                *(line[name] for name in _LINE),
                tuple(line["eco"]),
                tuple(compress(iri) for iri in line["item"]),
                line["paraphrase"],
            )


def _reports(graph: KnowledgeGraph) -> Iterator[Row]:
    found = ((outcome, report) for outcome in graph.section("outcomes") for report in outcome["reports"])
    for outcome, report in sorted(found, key=lambda pair: compress(pair[1]["iri"])):
        yield (
            compress(report["iri"]),
            outcome["id"],
            report["document"]["id"],
            *(report[name] for name in ("locator", "verbatim", "paraphrase", "citation_status")),
            tuple(report["cites"]),
            report["verification"],
            report["iri"] == outcome["preferred"],
            *(report[name] for name in _VALUES),
        )


def _differences(graph: KnowledgeGraph) -> Iterator[Row]:
    nodes: dict[str, tuple[Any, set[str]]] = {}
    for outcome in graph.section("outcomes"):
        for node in outcome["discrepancies"]:
            nodes.setdefault(compress(node["iri"]), (node, set()))[1].add(outcome["id"])
    for own, (node, outcomes) in sorted(nodes.items()):
        reports = tuple(compress(iri) for iri in node["reports"])
        yield (own, node["kind"], node["note"], reports, tuple(sorted(outcomes)))


def _works(graph: KnowledgeGraph) -> Iterator[Row]:
    for work in sorted(graph.section("references").values(), key=lambda work: work["id"]):
        yield (work["id"], *(work[name] for name in _WORK), _short(work["study"]))


def _short(iri: str | None) -> str | None:
    return compress(iri) if iri is not None else None
