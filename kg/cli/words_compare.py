"""``compare``, ``conflicts`` and ``evidence`` in words: what stands side by side, and what stands behind it."""

from __future__ import annotations

from typing import Any

from kg.answers.outcomes import flat, unit_text
from kg.base import text_table
from kg.base.prefixes import compress
from kg.cli.trust_words import STOPPED


def compare(answer: dict[str, Any]) -> str:
    """Return the signs as a grid of tissues by drugs, why each is so, then the trials."""
    asked = answer["question"]
    where = ", ".join(value["label"] for value in asked["context"].values() if value)
    lines = [f"through the estrogen receptor   ({where})", *_grid(answer), ""]
    lines += [_row(row) for row in answer["rows"]]
    lines += [f"  {STOPPED}"] if answer["stopped_early"] else []
    lines += ["", "HEAD TO HEAD in one trial", *(_direct(row) for row in answer["head_to_head"])]
    lines += [] if answer["head_to_head"] else ["  none known to this graph"]
    lines += ["", "INDIRECT, each against placebo in a trial of its own; never to be subtracted from each other"]
    lines += [text for row in answer["indirect"] for text in _indirect(row)] or ["  none known to this graph"]
    lines += ["", "LEFT OUT", *(f"  {row['count']} outcomes: {row['why']}" for row in answer["excluded"])]
    lines += [] if answer["excluded"] else ["  nothing"]
    return "\n".join(lines) + "\n"


def _grid(answer: dict[str, Any]) -> list[str]:
    asked = answer["question"]
    signs = {(row["drug"]["iri"], row["tissue"]["iri"]): row["sign"] for row in answer["rows"]}
    table = [
        {"": tissue["label"], **{drug["label"]: signs[drug["iri"], tissue["iri"]] for drug in asked["drugs"]}}
        for tissue in asked["tissues"]
    ]
    return text_table.rows(table, "table").splitlines()


def _row(row: dict[str, Any]) -> str:
    told = f"  {row['drug']['label']} in {row['tissue']['label']}: {row['sign']}"
    if row["grade"]:
        told += f", {row['grade']}" + (", INFERRED" if row["inferred"] else "")
        told += f"; {_count(row['studies'], 'study', 'studies')}, {_ids(row['assertions'])}"
    if row["against"]:
        told += f"; against: {_ids(row['against'])}"
    if row["nulls"] and row["sign"] != "0":
        told += f"; no effect seen: {_ids(row['nulls'])}"
    nearest = "; ".join(f"{near['id']} {near['label']} ({near['why']})" for near in row["nearest"][:2])
    return f"{told}   [{row['why']}]" + (f"\n      nearest known: {nearest}" if nearest else "")


def _ids(iris: list[str]) -> str:
    shown = ", ".join(compress(iri) for iri in iris[:3])
    return shown + (f" and {len(iris) - 3} more" if len(iris) > 3 else "")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _direct(row: dict[str, Any]) -> str:
    return f"  {row['drug']['label']} v {row['comparator']['label']}, {_outcome(row['outcome'])}"


def _indirect(row: dict[str, Any]) -> list[str]:
    lines = [f"  {row['endpoint']['label']}: {row['drug']['label']}, {row['study']['label']}"]
    return lines + [f"      {_outcome(outcome)}" for outcome in row["outcomes"]]


def _outcome(outcome: dict[str, Any]) -> str:
    row = flat(outcome)
    parts = [
        row["endpoint"],
        row["arm"],
        row["versus"] and f"v {row['versus']}",
        row["months"] and f"{row['months']} mo",
        f"{row['statistic']} {row['value']}",
        row["interval"],
        row["p"],
        row["population"],
    ]
    return f"{outcome['id']} " + ", ".join(part for part in parts if part)


def conflicts(answer: list[dict[str, Any]]) -> str:
    """Return conflicts one below the other: both sides with their independent studies, and how they differ."""
    lines = []
    for row in answer:
        joined = f"   (in {', '.join(row['controversies'])})" if row["controversies"] else ""
        lines.append(f"{row['id']}  {row['question']}{joined}")
        lines += [
            f"   {number}. {side['claim']}   [{_count(len(side['studies']), 'study', 'studies')}: "
            f"{', '.join(dict.fromkeys(_reference(ref) for ref in side['references']))}]"
            for number, side in enumerate(row["sides"], 1)
        ]
        lines.append(f"   differ in: {', '.join(row['differ_in']) or 'nothing that both sides state'}")
        if row["one_sided"]:
            lines[-1] += f"; stated on one side only: {', '.join(row['one_sided'])}"
        if row["moderator"]:
            lines.append(f"   likely moderator: {row['moderator']} ({', '.join(row['moderated_by'])})")
        if row["kind"] == "controversy" and row["found_by_rule"]:
            pairs = "; ".join(" v ".join(_ids([iri]) for iri in pair) for pair in row["found_by_rule"])
            lines.append(f"   found by the rules too: {pairs}")
    return "\n".join(lines) + "\n" if lines else "no conflict is recorded\n"


def _reference(ref: dict[str, Any]) -> str:
    return f"{ref['label']}{' PMID:' + ref['pmid'] if ref['pmid'] else ''}"


def evidence(answer: list[dict[str, Any]]) -> str:
    """Return each thing once, and below it one line a reference."""
    lines: list[str] = []
    title = None
    for row in answer:
        if (row["id"], row["under"]) != title:
            title = (row["id"], row["under"])
            status = f"   [{row['status']}]" if row["status"] else ""
            under = row["under"] or (f"premise of {compress(row['premise_of'])}" if row["premise_of"] else None)
            lines.append(f"{row['id']}  {row['label']}{status}" + (f"   ({under})" if under else ""))
        lines.append(f"   {_line(row)}")
    return "\n".join(lines) + "\n" if lines else "nothing found\n"


def _line(row: dict[str, Any]) -> str:
    if row["reference"] is None:
        return str(row["paraphrase"] or "no reference")
    parts = [_reference(row["reference"]), row["locator"] and f"at {row['locator']}", row["verification"]]
    parts += [
        row["direction"],
        row["system"],
        row["evidence_type"],
        row["citation_status"],
        numbers(row),
        row["quantity"],
    ]
    parts += [f"tested with {text_table.cell(row['tested_with'])}" if row["tested_with"] else None]
    parts += [row["verbatim"] and f"printed: {row['verbatim']}", row["paraphrase"]]
    parts += [f"{note['kind']}: {note['note']}" for note in row["discrepancies"]]
    return "; ".join(str(part) for part in parts if part)


def numbers(row: dict[str, Any]) -> str:
    """Return the numbers of a report as the source prints them, in one text; nothing where it has none."""
    found = row["numbers"]
    if not found:
        return ""
    unit = unit_text(found["unit"])
    spans = (f"{found['low']} to {found['high']}" if found["low"] is not None else None, found["value"])
    words = [f"{text} {unit}".strip() for text in spans if text is not None]
    if found["ci_low"] is not None:
        level = f"{found['ci_level']}% " if found["ci_level"] else ""
        words.append(f"{level}CI {found['ci_low']} to {found['ci_high']}")
    if found["p"] is not None:
        words.append(f"p {found['p_operator'] or '='} {found['p']}")
    return ", ".join(words) or str(found["finding"] or found["value_status"])
