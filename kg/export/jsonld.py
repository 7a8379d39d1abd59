"""JSON-LD with a context of its own: nothing has to be fetched to read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.export.quads import all_quads
from kg.prefixes import table

if TYPE_CHECKING:
    from kg.graph import Graph


def write(graph: Graph, folder: Path) -> dict[str, int]:
    """Write ``serm-bone.jsonld``, keys and values sorted; return its number of quads."""
    import pyoxigraph as ox

    quads = all_quads(graph)
    raw = ox.serialize(quads, format=ox.RdfFormat.JSON_LD, prefixes=table())
    assert raw is not None
    document = json.loads(raw)
    (folder / "serm-bone.jsonld").write_text(
        json.dumps(_ordered(document), indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
    return {"serm-bone.jsonld": len(quads)}


def _ordered(value: Any, key: str = "") -> Any:
    """Sort what has no order of its own; a ``@list`` keeps its order, for it means something."""
    if isinstance(value, dict):
        return {name: _ordered(item, name) for name, item in value.items()}
    if isinstance(value, list):
        items = [_ordered(item) for item in value]
        return items if key == "@list" else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    return value
