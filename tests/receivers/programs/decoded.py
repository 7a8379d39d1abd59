"""What files of networks hold as texts, decoded by the rules that their READMEs state, written here once more.

The kinds of columns are those of the data dictionary: which are lists, which are whole numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from kg.export import convenient, lossless
from kg.export.table import Column, Kind

_COLUMNS: dict[tuple[str, str], tuple[tuple[Column, ...], ...]] = {
    ("convenient", "node"): (convenient.ENTITY, convenient.OUTCOME),
    ("convenient", "edge"): (convenient.ASSERTION,),
    ("lossless", "node"): (lossless.SUBJECT,),
    ("lossless", "edge"): (lossless.STATEMENT,),
}
_ESCAPED = re.compile("_x([0-9A-F]{4,6})_")
_GUARD = re.compile("(^|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])'")
_ITEM = re.compile(r"(?:[^|\\]|\\.)+", re.DOTALL)
_SIGNS = {r"\\": "\\", r"\|": "|", r"\e": ""}


def kinds(view: str, side: str) -> dict[str, Kind]:
    """Return column -> kind of the nodes or edges of a view."""
    return {column.name: column.kind for columns in _COLUMNS[view, side] for column in columns}


def cells(
    told: Mapping[str, Any], known: Mapping[str, Kind], text: Callable[[str], str], items: Callable[[str], list[str]]
) -> dict[str, Any]:
    """Return the cells of one element: texts by ``text``, lists by ``items``, whole numbers as such.

    Nothing, an empty text and not-a-number are how programs without absent values say that there is none.
    """
    found: dict[str, Any] = {}
    for name, value in told.items():
        kind = known.get(name)
        if kind is None or value is None or value == "" or value != value:
            continue
        if kind is Kind.TEXTS:
            found[name] = items(value)
        elif kind is Kind.INTEGER:
            assert float(value).is_integer()
            found[name] = int(value)
        else:
            found[name] = float(value) if kind is Kind.NUMBER else text(value)
    return found


def unescaped(text: str) -> str:
    """Undo ``_xHHHH_``."""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)


def array(text: str) -> list[str]:
    """A JSON array in a text in XML."""
    found = json.loads(unescaped(text))
    assert isinstance(found, list)
    return found


def unguarded(text: str) -> str:
    """Take the apostrophe from each line that begins with one."""
    return _GUARD.sub(r"\1", text)


def bars(text: str) -> list[str]:
    """A list joined by ``|``, with backslashes, of a guarded cell."""
    return [re.sub(r"\\(?:.|\n)", lambda sign: _SIGNS[sign[0]], item) for item in _ITEM.findall(unguarded(text))]
