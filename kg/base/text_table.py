"""Rows as text: an aligned table, TSV, CSV, Markdown."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

_WIDEST = 60


def rows(data: Sequence[Mapping[str, Any]], style: str) -> str:
    """Return ``data`` in ``style``: table, tsv, csv or md. Columns are those of the first row.

    No rows give one line that says so.
    """
    if not data:
        return "nothing found\n" if style in ("table", "md") else ""
    columns = list(dict.fromkeys(name for row in data for name in row))
    cells = [[cell(row.get(name)) for name in columns] for row in data]
    if style == "table":
        return _aligned(columns, cells)
    if style == "md":
        return _markdown(columns, cells)
    out = io.StringIO()
    if style == "csv":
        import csv

        csv.writer(out, lineterminator="\n").writerows([columns, *([_inert(text) for text in line] for line in cells)])
    else:
        for line in [columns, *cells]:
            out.write(
                "\t".join(
                    text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
                    for text in line
                )
                + "\n"
            )
    return out.getvalue()


def cell(value: Any) -> str:
    """Return one value as a reader wants to see it: entities by label, lists joined by ``; ``, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return str(
            value.get("label")
            or value.get("id")
            or value.get("iri")
            or "; ".join(f"{k}={cell(v)}" for k, v in value.items())
        )
    if isinstance(value, (list, tuple)):
        return "; ".join(cell(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _inert(text: str) -> str:
    """A leading ``=``, ``+``, ``@`` or control character would be run by a spreadsheet.

    Signed numbers are left alone.
    """
    risky = text[:1] in ("=", "@", "\t", "\r") or (text[:1] in ("+", "-") and len(text) > 1 and not text[1].isdigit())
    return "'" + text if risky else text


def _aligned(columns: list[str], cells: list[list[str]]) -> str:
    shown = [[_short(text) for text in line] for line in [columns, *cells]]
    keep = [n for n in range(len(columns)) if any(line[n] for line in shown[1:])]
    widths = {n: max(len(line[n]) for line in shown) for n in keep}
    lines = ["  ".join(line[n].ljust(widths[n]) for n in keep).rstrip() for line in shown]
    lines.insert(1, "  ".join("-" * widths[n] for n in keep))
    return "\n".join(lines) + "\n"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDEST else flat[: _WIDEST - 1] + "…"


def _markdown(columns: list[str], cells: list[list[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *cells]
    return (
        "\n".join(
            "| " + " | ".join(" ".join(text.replace("|", "\\|").split()) for text in line) + " |" for line in lines
        )
        + "\n"
    )
