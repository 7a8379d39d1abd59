"""SPARQL 1.1 Query Results JSON from a server that is not trusted: whole and well formed, or refused."""

from __future__ import annotations

import json
import re
from typing import Any

from kg.base.namespaces import XSD

_DECIMAL = re.compile(r"(?P<sign>[+-]?)0*(?P<whole>\d*)(?:\.(?P<part>\d*?)0*)?", re.ASCII)


def parsed(body: bytes) -> dict[str, Any]:
    """Return the answer as the format has it, decimals in the form that our own store gives them.

    Raises ``ValueError`` where it is cut short or is something else.
    """
    try:
        found = json.loads(body)
        if isinstance(found.get("boolean"), bool):
            return {"head": {}, "boolean": found["boolean"]}
        columns = [str(name) for name in found["head"]["vars"]]
        bindings = [{c: _cell(row[c]) for c in columns if c in row} for row in found["results"]["bindings"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(type(error).__name__) from error
    return {"head": {"vars": columns}, "results": {"bindings": bindings}}


def plain(found: dict[str, Any]) -> list[dict[str, str | None]]:
    """Return the rows as column -> text, None where unbound; the columns are those of the head, in order."""
    columns = found["head"]["vars"]
    return [{c: row[c]["value"] if c in row else None for c in columns} for row in found["results"]["bindings"]]


def _cell(cell: dict[str, Any]) -> dict[str, str]:
    kept: dict[str, Any] = {key: cell[key] for key in ("type", "value", "datatype", "xml:lang") if key in cell}
    if not all(isinstance(value, str) for value in kept.values()) or not {"type", "value"} <= kept.keys():
        raise TypeError("a cell has a type and a value, both texts")
    if kept.get("datatype") == XSD + "decimal":
        kept["value"] = _canonical(kept["value"])
    return kept


def _canonical(value: str) -> str:
    """Return a decimal without idle zeros; what is none stays as it is."""
    digits = _DECIMAL.fullmatch(value)
    if digits is None or value in ("", "+", "-", "."):
        return value
    number = (digits["whole"] or "0") + (f".{digits['part']}" if digits["part"] else "")
    return f"-{number}" if digits["sign"] == "-" and number != "0" else number
