"""Nested answers as flat rows, for TSV, CSV and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.answers.outcomes import flat as outcome_row
from kg.answers.parts.evidence_rows import NUMBERS


def rows(verb: str, answer: Any) -> list[dict[str, Any]]:
    """Return the rows of an answer; ``explain`` gives one row a step, its routes numbered best first."""
    if verb == "explain":
        return [
            _step(number, route, place, step)
            for number, route in enumerate(answer["routes"], 1)
            for place, step in enumerate(route["steps"], 1)
        ]
    if verb == "concordance":
        return [{"id": row["outcome"]["id"], **row, **_seen(row)} for row in answer["rows"]]
    if verb == "diff":
        return list(answer["rows"])
    if verb == "robust":
        return [
            {"kind": kind, "id": row["reference"]["iri"], "pmid": row["reference"]["pmid"], **row}
            for kind in ("publications", "studies")
            for row in answer[kind]
        ]
    if verb == "outcomes":
        return [outcome_row(row) for row in answer]
    if verb == "conflicts":
        return [
            {
                **{
                    k: row[k] for k in ("id", "kind", "question", "differ_in", "one_sided", "moderator", "moderated_by")
                },
                **{f"side_{n}": side["claim"] for n, side in enumerate(row["sides"], 1)},
                **{f"studies_{n}": len(side["studies"]) for n, side in enumerate(row["sides"], 1)},
            }
            for row in answer
        ]
    if verb == "compare":
        return list(_comparison(answer))
    if verb == "evidence":
        return [_evidence(row) for row in answer]
    if verb == "protocol":
        return [dict(step) for step in answer["steps"]]
    if verb == "show":
        return [*answer["out"], *answer["in"]] or [{key: answer[key] for key in ("id", "label", "kind", "synonyms")}]
    return list(answer) if isinstance(answer, list) else [answer]


def _comparison(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The signs first, then one row an outcome; ``table`` says which of the three tables a row is from."""
    for row in answer["rows"]:
        told = {
            k: row[k] for k in ("sign", "grade", "why", "publications", "studies", "inferred", "assertions", "against")
        }
        yield {"table": "sign", "drug": row["drug"], "tissue": row["tissue"], **told}
    for row in answer["head_to_head"]:
        told = {"table": "head-to-head", "drug": row["drug"], "comparator": row["comparator"]}
        yield {**told, "outcome": row["outcome"]["id"], **outcome_row(row["outcome"])}
    for row in answer["indirect"]:
        for outcome in row["outcomes"]:
            yield {"table": "indirect", "drug": row["drug"], "outcome": outcome["id"], **outcome_row(outcome)}


def _evidence(row: dict[str, Any]) -> dict[str, Any]:
    reference = row["reference"] or {}
    return {
        **{k: row[k] for k in ("id", "label", "kind", "status", "sign", "direction")},
        "reference": reference.get("label"),
        "pmid": reference.get("pmid"),
        "study": reference.get("study"),
        **{k: row[k] for k in ("locator", "verification", "system", "evidence_type", "tested_with", "quantity")},
        **(row["numbers"] or dict.fromkeys(NUMBERS)),
        **{k: row[k] for k in ("verbatim", "paraphrase", "citation_status", "cites", "under")},
    }


def _seen(row: dict[str, Any]) -> dict[str, Any]:
    return {"observed": row["observed"]["sign"], "significance": row["observed"]["significance"]}


def _step(number: int, route: dict[str, Any], place: int, step: dict[str, Any]) -> dict[str, Any]:
    return {
        "route": number,
        "route_sign": route["sign"],
        "route_grade": route["grade"],
        "step": place,
        "assertion": step["id"],
        "subject": step["subject"],
        "relation": step["relation"],
        "sign": step["sign"],
        "object": step["object"],
        "grade": step["grade"],
        "status": step["status"],
        "directness": step["directness"],
        "tested_with": step["tested_with"],
        "references": [(ref["pmid"] and f"PMID:{ref['pmid']}") or ref["label"] for ref in step["references"]],
    }
