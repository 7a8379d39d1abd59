"""JSON-LD with a context of its own: nothing has to be fetched to read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.export.format import Format, Request, Written
from kg.prefixes import table

_FILE = "serm-bone.jsonld"


def write(request: Request, folder: Path) -> Written:
    """Write every quad to ``serm-bone.jsonld``, keys and values sorted. Holds the whole document in memory."""
    import pyoxigraph as ox

    quads = request.quads
    raw = ox.serialize(quads.quads(), format=ox.RdfFormat.JSON_LD, prefixes=table())
    assert raw is not None
    document = json.loads(raw)
    (folder / _FILE).write_text(
        json.dumps(_ordered(document), indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
    return Written(rows={_FILE: len(quads)})


def _ordered(value: Any, key: str = "") -> Any:
    """Sort what has no order of its own; a ``@list`` keeps its order, for it means something."""
    if isinstance(value, dict):
        return {name: _ordered(item, name) for name, item in value.items()}
    if isinstance(value, list):
        items = [_ordered(item) for item in value]
        return items if key == "@list" else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    return value


FORMAT = Format(
    name="jsonld",
    target="JSON tools",
    files=_FILE,
    how_to_load="rdflib.Dataset().parse('serm-bone.jsonld')",
    loaded_with="",
    writer=write,
    queries="sparql",
)
