"""Answers about trust in words: predictions held against trials, what carries a conclusion, what changed."""

from __future__ import annotations

from typing import Any

from kg.base import text_table

STOPPED = "there are more routes than the search may keep: this rests on the best by grade and length"
_SHOWN = 10
_SIGNS = {1: "+", -1: "-", 0: "0"}


def concordance(answer: dict[str, Any]) -> str:
    """Return the totals, one line an outcome with its verdict, discordant ones first, and what was left out and why."""
    counted = ", ".join(f"{number} {word}" for word, number in answer["totals"].items()) or "none"
    lines = [f"{len(answer['rows'])} outcomes held against the mechanism: {counted}", ""]
    rows = [
        {
            "verdict": row["verdict"],
            "id": row["outcome"]["id"],
            "outcome": row["outcome"]["label"],
            "value": row["value"],
            "predicted": row["predicted"] + (f" (leans {row['lean']})" if row["predicted"] == "ambiguous" else ""),
            "of": row["indicates"],
            "grade": row["grade"],
            "observed": f"{_SIGNS.get(row['observed']['sign'], '?')} {row['observed']['significance']}",
        }
        for row in answer["rows"]
    ]
    lines += [text_table.rows(rows, "table").rstrip("\n"), *([STOPPED] if answer["stopped_early"] else []), ""]
    lines += [f"LEFT OUT: {len(answer['excluded'])}"]
    why: dict[str, list[str]] = {}
    for row in answer["excluded"]:
        why.setdefault(row["why"], []).append(row["outcome"]["id"])
    for reason, ids in why.items():
        lines.append(f"  {len(ids)}: {reason} ({', '.join(ids[:4])}{', …' if len(ids) > 4 else ''})")
    return "\n".join(lines) + "\n"


def robust(answer: dict[str, Any]) -> str:
    """Return what changes without each publication and each study, and the smallest sets that leave no route."""
    asked, base = answer["question"], answer["baseline"]
    where = ", ".join(value["label"] for value in asked["context"].values() if value)
    lines = [f"{asked['source']['label']} → {asked['target']['label']}" + (f"   ({where})" if where else "")]
    lines.append(f"{base['status']}: sign {base['sign']}, grade {base['grade'] or 'none'}, {base['routes']} routes")
    lines += [STOPPED] if answer["stopped_early"] else []
    for name, one in (("publications", "publication"), ("studies", "study")):
        rows = answer[name]
        changing = [row for row in rows if row["changes"]]
        lines += ["", f"{len(changing)} of {len(rows)} {name} that bear on it change the answer when withdrawn"]
        lines += [f"  {_after(row)}" for row in changing]
        if len(rows) > len(changing):
            most = [row for row in rows if not row["changes"]][:_SHOWN]
            lines.append(f"  without any other {one} it stands; the fewest routes are left without")
            lines += [f"    {row['reference']['label']}: {row['routes_after']}" for row in most]
    lines.append("")
    for name, words in (("smallest_cut", "publications"), ("smallest_cut_studies", "studies")):
        found = [work["label"] + (f" PMID:{work['pmid']}" if work["pmid"] else "") for work in answer[name]]
        if not found and not answer[f"{name}_exact"]:
            lines.append(f"fewest {words} whose loss leaves no route: not found before the search had to stop")
            continue
        bound = "" if answer[f"{name}_exact"] else " (a smaller one is not excluded)"
        lines.append(f"fewest {words} whose loss leaves no route{bound}: {len(found)}: {'; '.join(found) or 'none'}")
    return "\n".join(lines) + "\n"


def _after(row: dict[str, Any]) -> str:
    work = row["reference"]
    label = work["label"] + (f" PMID:{work['pmid']}" if work["pmid"] else "")
    grade = f", grade {row['grade_after']}" if row["grade_after"] else ""
    return f"{label}: {row['status_after']}, sign {row['sign_after']}{grade}, {row['routes_after']} routes left"


def why(answer: dict[str, Any]) -> str:
    """Return whether a drug is in a class, and under each part of its definition the assertions that carry it."""
    drug, name = answer["drug"]["label"], answer["class"]
    lines = [f"{drug} is {'' if answer['member'] else 'not '}in {name}"]
    if answer["drug_class"]:
        lines.append(f"  requires the drug class {answer['drug_class']}")
    for part in answer["because"]:
        lines.append(f"  {part['class']}:" if part["assertions"] else f"  {part['class']}: no supported assertion")
        for row in part["assertions"]:
            works = ", ".join(f"{ref['label']} ({ref['verification']})" for ref in row["references"])
            lines.append(f"    {row['id']} {row['label']}   {works}")
    return "\n".join(lines) + "\n"


def diff(answer: dict[str, Any]) -> str:
    """Return both versions, then what changed under headings, changed signs first."""
    from kg.answers.diff import leading  # costs the other verbs a quarter of their start

    lines, heading = [*versions(answer)], ""
    for row in answer["rows"]:
        if leading(row) != heading:
            heading = leading(row)
            lines += ["", heading.replace("_", " ").upper()]
        named = row["label"] if row["kind"] in ("prediction", "count") else f"{row['key']}: {row['label']}"
        lines.append(f"  {row['kind']} {named}: {_change(row)}")
    return "\n".join(lines) + "\n"


def versions(answer: dict[str, Any]) -> list[str]:
    """Return both versions of a comparison and its totals, one line each."""
    told = []
    for when in ("before", "after"):
        side = answer[when]
        code, number = f"code {side['version']}", f"{side['conclusions']} conclusions"
        told.append(f"{when}: {side['name']}, data {side['data_version']}, {code}, {number}")
    return [*told, ", ".join(f"{number} {word}" for word, number in answer["totals"].items())]


def _change(row: dict[str, Any]) -> str:
    if row["change"] != "changed":
        return text_table.cell({name: text for name, text in (row["after"] or row["before"]).items() if text})
    parts = (
        f"{name} {row['before'].get(name) or 'none'} → {row['after'].get(name) or 'none'}" for name in row["changed"]
    )
    return ", ".join(parts)
