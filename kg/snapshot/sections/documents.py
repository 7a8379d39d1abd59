"""Sections ``documents``, ``protocols`` and ``controversies``: what a source document says and how it was held
against its sources.
"""

from __future__ import annotations

from typing import Any

from kg.base.namespaces import DCTERMS, RDFS_COMMENT
from kg.base.prefixes import compress
from kg.snapshot.subject_view import Facts, local


def claims(facts: Facts) -> dict[str, dict[str, Any]]:
    """Return claim IRI -> what the document says, where, and with which citations."""
    return {iri: _claim(facts, iri) for iri in facts.subjects("SourceClaim")}


def _claim(facts: Facts, iri: str) -> dict[str, Any]:
    return {
        "iri": iri,
        "id": compress(iri),
        "document": facts.one(iri, "inDocument"),
        "expresses": facts.many(iri, "expresses"),
        "citation_status": facts.name(iri, "citationStatus"),
        "cites": _numbers(facts, iri),
        "locator": facts.one(iri, "locator"),
        "section": facts.one(iri, "guideSection"),
        "stated": facts.one(iri, "paraphrase"),
    }


def _numbers(facts: Facts, iri: str) -> list[str]:
    found = [facts.one(entry, "refNumber") or local(entry) for entry in facts.many(iri, "citesEntry")]
    return sorted(found, key=lambda number: (len(number), number))


def audit(facts: Facts) -> list[dict[str, Any]]:
    """Return the rows of the audit, in the order of their identifiers."""
    return [_audit_row(facts, iri) for iri in facts.subjects("AuditRow")]


def _audit_row(facts: Facts, iri: str) -> dict[str, Any]:
    target = facts.one(iri, "audits") or ""
    entries = facts.many(target, "citesEntry") or ([target] if facts.one(target, "refNumber") else [])
    stated = facts.one(target, "verbatim") or facts.one(target, "paraphrase") or facts.label(target)
    return {
        "id": compress(iri),
        "audits": target,
        "kind": (facts.name(iri, "auditKind") or "").removesuffix("-kind"),
        "locator": facts.one(target, "locator") or facts.label(target),
        "stated": stated,
        "citations": sorted((facts.one(e, "refNumber") or local(e) for e in entries), key=lambda n: (len(n), n)),
        "verdict": (facts.name(iri, "verdict") or "").removeprefix("verdict-"),
        "detail": facts.one(iri, "detail"),
        "references": facts.many(iri, DCTERMS + "references"),
        "document": facts.one(target, "inDocument"),
    }


def protocols(facts: Facts) -> dict[str, dict[str, Any]]:
    """Return protocol IRI -> its steps in order, materials, readouts, controls and what it measures."""
    steps: dict[str, list[str]] = {}
    for step in facts.subjects("ProtocolStep"):
        for protocol in facts.many(step, "stepOf"):
            steps.setdefault(protocol, []).append(step)
    return {iri: _protocol(facts, iri, steps.get(iri, [])) for iri in facts.subjects("Protocol")}


def _protocol(facts: Facts, iri: str, steps: list[str]) -> dict[str, Any]:
    ordered = sorted(steps, key=lambda step: int(facts.one(step, "stepNumber") or 0))
    return {
        **facts.ref(iri),
        "section": facts.one(iri, "guideSection"),
        "objective": facts.one(iri, "paraphrase") or facts.one(iri, RDFS_COMMENT),
        "measures": [facts.ref(m) for m in facts.many(iri, "measures")],
        "method": [facts.ref(m) for m in facts.many(iri, "method")],
        "steps": [_step(facts, step) for step in ordered],
    }


def _step(facts: Facts, iri: str) -> dict[str, Any]:
    return {
        "iri": iri,
        "number": int(facts.one(iri, "stepNumber") or 0),
        "part": facts.one(iri, "stepPart"),
        "text": facts.one(iri, "paraphrase") or facts.label(iri),
        "quantity": facts.one(iri, "quantityText"),
        "uses": [facts.ref(m) for m in facts.many(iri, "uses")],
        "readout": [facts.ref(m) for m in facts.many(iri, "readout")],
        "control": [facts.ref(m) for m in facts.many(iri, "control")],
        "measures": [facts.ref(m) for m in facts.many(iri, "measures")],
        "method": [facts.ref(m) for m in facts.many(iri, "method")],
        "cites": _numbers(facts, iri),
    }


def figures(facts: Facts) -> dict[str, dict[str, Any]]:
    """Return figure name -> label, the assertions it draws (those of its claims included) and the boxes of a
    workflow.
    """
    steps: dict[str, list[str]] = {}
    for step in facts.subjects("FigureStep"):
        for figure in facts.many(step, "stepOf"):
            steps.setdefault(figure, []).append(step)
    found = {}
    for iri in facts.subjects("Figure"):
        drawn = facts.many(iri, "draws")
        assertions = {a for d in drawn for a in facts.many(d, "expresses")} | {
            d for d in drawn if facts.many(d, "subject")
        }
        boxes = sorted(steps.get(iri, []), key=lambda step: int(facts.one(step, "stepNumber") or 0))
        found[local(iri)] = {
            "label": facts.label(iri),
            "assertions": sorted(assertions),
            "steps": [{"iri": s, "label": facts.label(s), "precedes": facts.many(s, "precedes")} for s in boxes],
        }
    return found


def controversies(facts: Facts) -> dict[str, dict[str, Any]]:
    """Return controversy IRI -> question, both sides in words and as assertions, and what may explain the
    difference.
    """
    return {iri: _controversy(facts, iri) for iri in facts.subjects("Controversy")}


def _controversy(facts: Facts, iri: str) -> dict[str, Any]:
    return {
        "iri": iri,
        "id": local(iri),
        "question": facts.label(iri),
        "sides": [facts.one(iri, "sideOne"), facts.one(iri, "sideTwo")],
        "assertions": [facts.many(iri, "sideOneAssertion"), facts.many(iri, "sideTwoAssertion")],
        "moderator": facts.one(iri, "moderator"),
        "dimensions": [local(d).removeprefix("dimension-") for d in facts.many(iri, "moderatorDimension")],
    }


def citations(facts: Facts) -> list[dict[str, Any]]:
    """Return the entries of every document's reference list, by number, with the work each resolves to (None
    where none).
    """
    rows = [
        {
            "iri": iri,
            "document": facts.one(iri, "inDocument"),
            "number": facts.one(iri, "refNumber") or local(iri),
            "printed": facts.label(iri),
            "resolves_to": facts.one(iri, "resolvesTo"),
            "resolution": facts.name(iri, "resolution"),
        }
        for iri in facts.subjects("CitationEntry")
    ]
    return sorted(rows, key=lambda row: (len(str(row["number"])), str(row["number"])))
