"""Answers in words, for a person at a terminal. One function a verb; nothing is decided here."""

from __future__ import annotations

from typing import Any

from kg.answers.outcomes import flat
from kg.base import text_table
from kg.cli.words_compare import compare as compare
from kg.cli.words_compare import conflicts as conflicts
from kg.cli.words_compare import evidence as evidence

_ARROWS = {1: "──▶", -1: "──┤", 0: "───"}
_PRINTED_ROUTES = 4
_NONE = "  none known to this graph"


def explain(answer: dict[str, Any], *, why_grade: bool = False) -> str:
    """Return the answer of ``kg explain`` as a report.

    ``why_grade`` adds what sets the grade of each step, and the confidence in it.
    """
    asked, says = answer["question"], answer["prediction"]
    where = ", ".join(value["label"] for value in asked["context"].values() if value)
    lines = [f"{asked['source']['label']} → {asked['target']['label']}" + (f"   ({where})" if where else "")]
    lines += [f"{answer['status']}: {_prediction(says, answer)}", ""]
    lines += ["ROUTES, best first" if answer["routes"] else "ROUTES", *_routes(answer["routes"], why_grade), ""]
    if answer["nearest"]:
        lines += ["NEAREST that is known", *(f"  {row['kind']}: {row['what']}" for row in answer["nearest"]), ""]
    lines += ["OBSERVED in trials", *_observed(answer["observed"]), ""]
    lines += ["AGAINST", *_against(answer["against"]), ""]
    lines += ["NULLS, measured and without effect", *_statements(answer["nulls"]), ""]
    lines += ["GAPS, what nobody has shown", *_gaps(answer["gaps"]), ""]
    lines += [
        "REJECTED routes",
        *([f"  {_chain(r['steps'])}: {r['reason']}" for r in answer["rejected"][:5]] or [_NONE]),
    ]
    if answer["unreviewed"]:
        lines += ["", *_unreviewed(answer["unreviewed"])]
    return "\n".join(lines) + "\n"


def _prediction(says: dict[str, Any], answer: dict[str, Any]) -> str:
    if says["lean"] is None:
        return "no route with a sign"
    found = answer["routes_found"]
    text = f"sign {says['sign']}, grade {says['grade']}"
    if says["sign"] == "ambiguous":
        text += f", leans {says['lean']}"
    if says["decided_by"]:
        text += f", decided by: {says['decided_by']}"
    limit = says["limited_by"]
    if limit and limit["dimension"]:
        text += f"\n  limited by {limit['dimension']}: {limit['value'] or 'not stated'} at {limit['id']}"
    stopped = "; not every way that is closed was looked at" if answer["stopped_early"] else ""
    if answer["stopped_after"] is not None:
        stopped = f"; stopped after {answer['stopped_after']} routes, the best by grade and length: there are more"
    apart = f"{says['edge_disjoint_routes']} that share no step"
    return f"{text}\n  {found['+']} routes +, {found['-']} routes −; {apart}{stopped}"


def _routes(routes: list[dict[str, Any]], why_grade: bool) -> list[str]:
    lines = []
    for number, route in enumerate(routes[:_PRINTED_ROUTES], 1):
        lines.append(f"  {number}. sign {route['sign']}  {route['grade']}")
        for step in route["steps"]:
            lines += [_step(step), *(_why(step) if why_grade else ())]
    if len(routes) > _PRINTED_ROUTES:
        lines.append(f"  … and {len(routes) - _PRINTED_ROUTES} more with --json")
    return lines or ["  none"]


def _unreviewed(found: dict[str, Any]) -> list[str]:
    """Routes that need an edge nobody reviewed."""
    files = ", ".join(found["files"])
    lines = [f"UNREVIEWED, never part of the prediction: {found['edges']} edges of {files}"]
    for number, route in enumerate(found["routes"][:_PRINTED_ROUTES], 1):
        lines.append(f"  {number}. sign {route['sign']}")
        lines += [_draft(step) if step["assertion"] is None else _step(step) for step in route["steps"]]
    if not found["routes"]:
        lines.append("  no route that needs one of them")
    if found["stopped_early"]:
        lines.append("  the search stopped early, there may be more")
    return lines


def _draft(step: dict[str, Any]) -> str:
    works = ", ".join(step["publications"][:2]) or "no work named"
    ends = f"{step['subject']['label']} {_ARROWS[step['sign']]} {step['object']['label']}"
    return (
        f"     {ends}   [{step['relation']}; UNREVIEWED, {step['source'] or 'no source named'}]  {step['id']}  {works}"
    )


def _step(step: dict[str, Any]) -> str:
    measured = {
        "this-drug": "measured with this drug",
        "class": "measured with " + ", ".join(ligand["label"] for ligand in step["tested_with"]),
        "estradiol": "measured with " + ", ".join(ligand["label"] for ligand in step["tested_with"]),
        "biology": "no ligand involved",
    }.get(step["directness"], step["directness"])
    borrowed = "  BORROWED" if step["borrowed"] else ""
    opposed = "  OPPOSED" if step["opposed"] else ""
    works = ", ".join(_reference(ref) for ref in step["references"][:2])
    return (
        f"     {step['subject']['label']} {_ARROWS[step['sign']]} {step['object']['label']}"
        f"   [{step['relation']}; {measured}{borrowed}{opposed}; {step['grade']}]  {step['id']}  {works}"
    )


def _why(step: dict[str, Any]) -> list[str]:
    """What sets the grade of a step, dimension by dimension, and how the confidence in it comes about."""
    reasons = "; ".join(
        f"{fit['dimension']} {fit['grade']}" + (f" ({fit['value']['label']})" if fit["value"] else "")
        for fit in step["why_grade"]
    )
    trust = step["confidence"]
    down = ", ".join(reason.replace("-", " ") for reason in trust["down"]) or "nothing"
    return [
        f"        grade {step['grade']}: {reasons or 'the context is the one asked for'}",
        f"        confidence {trust['level']}: starts {trust['start']}, down for {down}",
    ]


def _reference(ref: dict[str, Any]) -> str:
    mark = {"disputes": " (disputes)", "supports": ""}.get(ref["direction"] or "", "")
    return f"{ref['label']}{' PMID:' + ref['pmid'] if ref['pmid'] else ''}{mark}"


def _observed(rows: list[dict[str, Any]]) -> list[str]:
    used = [row for row in rows if row["verdict"] != "not-usable"]
    lines = [f"  {_outcome(row['outcome'])}: {row['verdict']} ({row['why']})" for row in used]
    left = len(rows) - len(used)
    if left:
        lines.append(f"  … and {left} that cannot be held against a prediction, with the reasons with --json")
    return lines or ["  no outcome of this drug on this target is recorded"]


def _outcome(outcome: dict[str, Any]) -> str:
    row = flat(outcome)
    parts = [
        outcome["endpoint"]["label"],
        row["arm"],
        row["versus"] and f"v {row['versus']}",
        row["months"] and f"{row['months']} mo",
        row["value"],
        row["interval"],
        row["p"],
    ]
    return f"{outcome['registry'] or outcome['study']['label']}: " + ", ".join(part for part in parts if part)


def outcomes(answer: list[dict[str, Any]]) -> str:
    """Return outcomes as a table."""
    dropped = ("references", "reports", "discrepancies", "population")
    return text_table.rows([{k: v for k, v in flat(row).items() if k not in dropped} for row in answer], "table")


def _against(rows: list[dict[str, Any]]) -> list[str]:
    lines = []
    for row in rows:
        if row["kind"] == "route":
            lines.append(f"  {row['why']}: {_chain(row['steps'])}")
        elif row["kind"] == "controversy":
            lines.append(f"  {row['id']} {row['label']} ({row['why']})")
        else:
            lines.append(f"  {row['kind']} {row['id']}: {row['label']}; against it: {row['why']}")
    return lines or [_NONE]


def _chain(steps: list[dict[str, Any]]) -> str:
    first = str(steps[0]["subject"]["label"])
    return first + "".join(f" {_ARROWS[step['sign']]} {step['object']['label']}" for step in steps)


def _statements(rows: list[dict[str, Any]]) -> list[str]:
    return [f"  {row['id']} {row['label']}" for row in rows] or [_NONE]


def _gaps(rows: list[dict[str, Any]]) -> list[str]:
    return [f"  {row['what']}" for row in rows] or [_NONE]


def audit(answer: list[dict[str, Any]]) -> str:
    """Return the audit as a table, and the count of each verdict."""
    table = text_table.rows(
        [{k: row[k] for k in ("id", "kind", "locator", "stated", "citations", "verdict", "detail")} for row in answer],
        "table",
    )
    verdicts = sorted({row["verdict"] for row in answer})
    counts = ", ".join(f"{sum(row['verdict'] == verdict for row in answer)} {verdict}" for verdict in verdicts)
    return f"{table}\n{len(answer)} rows: {counts}\n"


def protocol(answer: dict[str, Any]) -> str:
    """Return a protocol as numbered steps."""
    lines = [f"{answer['label']}   measures: {text_table.cell(answer['measures'])}"]
    part = None
    for step in answer["steps"]:
        if step["part"] != part:
            part = step["part"]
            lines.append(f"  {part}")
        extras = [
            f"{name}: {text_table.cell(step[name])}"
            for name in ("quantity", "uses", "readout", "control")
            if step[name]
        ]
        cites = f" [{']['.join(step['cites'])}]" if step["cites"] else ""
        lines.append(f"    {step['number']}. {step['text']}{cites}" + (f"   ({'; '.join(extras)})" if extras else ""))
    lines += [
        f"  [{c['number']}] {c['printed']}: " + (f"{c['work']} ({c['design']})" if c["work"] else f"{c['resolution']}")
        for c in answer["citations"]
    ]
    return "\n".join(lines) + "\n"


def show(answer: dict[str, Any]) -> str:
    """Return a card: identity first, then what goes out and in, then outcomes."""
    lines = [f"{answer['label']}   {answer['kind']}   {answer['id']}   {answer['iri']}"]
    for name in ("synonyms", "xrefs", "broader", "part_of", "narrower", "classes", "definition"):
        if answer[name]:
            lines.append(f"  {name.replace('_', ' ')}: {text_table.cell(answer[name])}")
    for kind in ("assertion", "publication"):
        if answer[kind]:
            lines += [
                f"  {key}: {text_table.cell(value)}"
                for key, value in answer[kind].items()
                if value not in (None, [], "")
            ]
    for way in ("out", "in"):
        lines += [
            f"  {way}  {row['id']}  {row['sign'] or '·'}  {row['label']}  [{row['status']}]" for row in answer[way]
        ]
    if answer["outcomes"]:
        lines.append(f"  {len(answer['outcomes'])} trial outcomes")
    return "\n".join(lines) + "\n"
