"""Section ``outcomes``: what was measured in trials, in the shape that answers print.

Numbers are the texts of the sources, digit for digit; an absent number is None. A report that only the
guide gives, with an unresolved statistic, leaves the outcome's own value empty.
"""

from __future__ import annotations

from typing import Any

from kg.base.prefixes import compress
from kg.snapshot.subject_view import Facts, local

_TEXTS = {
    "value": "valueText",
    "low": "lowerBoundText",
    "high": "upperBoundText",
    "ci_low": "ciLowerText",
    "ci_high": "ciUpperText",
    "p": "pValueText",
}


def section(facts: Facts) -> list[dict[str, Any]]:
    """Return one item an outcome, sorted by IRI, with its reports and the discrepancies between them."""
    reports: dict[str, list[str]] = {}
    for report in facts.subjects("OutcomeReport"):
        for outcome in facts.many(report, "reportOf"):
            reports.setdefault(outcome, []).append(report)
    disputes: dict[str, list[str]] = {}
    for node in facts.subjects("Discrepancy"):
        for report in facts.many(node, "betweenReports"):
            disputes.setdefault(report, []).append(node)
    items = [_item(facts, iri, sorted(reports.get(iri, [])), disputes) for iri in facts.subjects("Outcome")]
    shared = _shared(facts)
    for item in items:
        study = item["study"]["iri"]
        item["cohort"] = sorted({study, *shared.get(study, ())})
    return items


def _shared(facts: Facts) -> dict[str, set[str]]:
    """Study -> the studies that share people with it, whichever of the two says so."""
    found: dict[str, set[str]] = {}
    for study in facts.subjects("Study"):
        for other in facts.many(study, "sharesCohortWith"):
            found.setdefault(study, set()).add(other)
            found.setdefault(other, set()).add(study)
    return found


def _item(facts: Facts, iri: str, reports: list[str], disputes: dict[str, list[str]]) -> dict[str, Any]:
    trial, endpoint = facts.one(iri, "trial") or "", facts.one(iri, "endpoint") or ""
    population = facts.one(iri, "population") or ""
    preferred = facts.one(iri, "preferredReport")
    arm = facts.one(iri, "arm")
    discrepancies = sorted({node for report in reports for node in disputes.get(report, ())})
    return {
        "id": compress(iri),
        "iri": iri,
        "kind": facts.kind(iri),
        "study": facts.ref(trial),
        "registry": facts.one(trial, "registryId"),
        "references": sorted(
            {facts.one(r, "inDocument") or "" for r in reports if facts.one(r, "citationStatus") == _own()}
        ),
        "population": facts.ref(population),
        "population_closure": [population, *facts.closure(population, "narrowerThan")],
        **{dimension: _dimension(facts, population, name) for dimension, name in _DIMENSIONS.items()},
        "arm": _arm(facts, arm, size=facts.one(iri, "armAnalysedN")),
        "comparator": _arm(facts, facts.one(iri, "comparatorArm")),
        "comparator_text": facts.one(iri, "comparatorText"),
        "endpoint": facts.ref(endpoint),
        "endpoint_closure": [endpoint, *facts.closure(endpoint, "narrowerThan")],
        "quantity": facts.one(endpoint, "quantity"),
        "indicates": facts.one(endpoint, "indicates"),
        "indicator_sign": int(facts.one(endpoint, "indicatorSign") or 0),
        "sites": [facts.ref(site) for site in facts.many(endpoint, "site")],
        "specimen": facts.one(endpoint, "specimen"),
        **_when(facts, iri),
        "off_treatment": facts.name(iri, "timepointAnchor") == "treatmentStop"
        or facts.name(iri, "statistic") == "change-off-treatment",
        "statistic": facts.name(iri, "statistic"),
        "candidate_statistic": facts.name(iri, "candidateStatistic"),
        "analysis_set": facts.one(iri, "analysisSet"),
        "analysed_n": _integer(facts.one(iri, "analysedN")),
        "origin": facts.name(iri, "valueOrigin") or "reported",
        **_value(facts, preferred),
        "preferred": preferred,
        "reports": [_report(facts, report) for report in reports],
        "discrepancies": [_discrepancy(facts, node) for node in discrepancies],
    }


_DIMENSIONS = {"milieu": "inMilieu", "sex": "inSex", "species": "inSpecies"}


def _own() -> str:
    return "https://w3id.org/serm-bone/ontology#ownData"


def _dimension(facts: Facts, population: str, name: str) -> dict[str, str] | None:
    for node in (population, *facts.closure(population, "narrowerThan")):
        value = facts.one(node, name)
        if value:
            return facts.ref(value)
    return None


def _integer(text: str | None) -> int | None:
    return int(text) if text is not None else None


def _arm(facts: Facts, iri: str | None, *, size: str | None = None) -> dict[str, Any] | None:
    if iri is None:
        return None
    return {
        "iri": iri,
        "label": facts.label(iri),
        "drugs": [facts.ref(drug) for drug in facts.many(iri, "drug")],
        "dose": facts.one(iri, "doseText"),
        "dose_unit": facts.one(iri, "doseUnit"),
        "n": _integer(size or facts.one(iri, "armSize")),
        "placebo": facts.one(iri, "isPlacebo") == "true",
        "pooled": facts.one(iri, "pooled") == "true",
    }


def _when(facts: Facts, iri: str) -> dict[str, Any]:
    months = facts.one(iri, "timepointMonths")
    least, most = facts.one(iri, "timepointMinMonths"), facts.one(iri, "timepointMaxMonths")
    anchor = facts.name(iri, "timepointAnchor")
    notes = [facts.one(iri, "timepointText")] if facts.name(iri, "timepointStatus") == "notStated" else []
    if anchor and anchor != "baseline":
        notes.append(f"counted from {anchor}")
    return {
        "timepoint_months": months,
        "timepoint_min": least,
        "timepoint_max": most,
        "timepoint_note": "; ".join(note for note in notes if note) or None,
    }


def _value(facts: Facts, report: str | None) -> dict[str, Any]:
    texts = {field: facts.one(report, name) if report else None for field, name in _TEXTS.items()}
    return {
        "value_status": (facts.name(report, "valueStatus") if report else None) or "notReported",
        **texts,
        "unit": facts.one(report, "unit") if report else None,
        "ci_level": facts.one(report, "ciLevel") if report else None,
        "p_operator": facts.one(report, "pOperator") if report else None,
        "finding": facts.name(report, "finding") if report else None,
        "stated_significance": facts.name(report, "statedSignificance") if report else None,
        "sign_status": facts.name(report, "signStatus") if report else None,
        "verification": facts.name(report, "verification") if report else None,
    }


def _report(facts: Facts, iri: str) -> dict[str, Any]:
    document = facts.one(iri, "inDocument") or ""
    texts = {field: facts.one(iri, name) for field, name in _TEXTS.items()}
    return {
        "iri": iri,
        "document": {"iri": document, "id": compress(document), "label": facts.label(document)},
        "locator": facts.one(iri, "locator"),
        "verbatim": facts.one(iri, "verbatim"),
        "paraphrase": facts.one(iri, "paraphrase"),
        "cites": [local(entry).removeprefix("benchchem-") for entry in facts.many(iri, "citesEntry")],
        "citation_status": facts.name(iri, "citationStatus"),
        "verification": facts.name(iri, "verification"),
        "value_status": facts.name(iri, "valueStatus"),
        **texts,
        "unit": facts.one(iri, "unit"),
        "ci_level": facts.one(iri, "ciLevel"),
        "p_operator": facts.name(iri, "pOperator"),
        "finding": facts.name(iri, "finding"),
    }


def _discrepancy(facts: Facts, iri: str) -> dict[str, Any]:
    comment = facts.one(iri, "http://www.w3.org/2000/01/rdf-schema#comment")
    return {
        "iri": iri,
        "kind": facts.name(iri, "discrepancyKind"),
        "note": comment,
        "reports": facts.many(iri, "betweenReports"),
    }
