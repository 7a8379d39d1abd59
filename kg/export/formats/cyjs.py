"""Cytoscape.js JSON, for web pages and Cytoscape: every column as data, lists as arrays, absent values left out.

Format: https://js.cytoscape.org/#notation/elements-json. ``name`` is the label, ``interaction`` the relation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from kg.export.format import BOTH, Format, Request, Written
from kg.export.network import about
from kg.export.table import Table

FILE = "serm-bone.cyjs"
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
NAMES = {"label": "name", "relation": "interaction"}


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone.cyjs``: one element a line, in the order of the tables."""
    graph = request.property_graph
    count = 0
    with open(folder / FILE, "w", encoding="utf-8", newline="\n") as file:
        head = {"format_version": "1.0", "generated_by": "serm-bone-kg", "target_cytoscapejs_version": "~3.0"}
        file.write(f'{json.dumps(head)[:-1]}, "data": {json.dumps(about(request), ensure_ascii=False)}, "elements": {{')
        for side, tables in (("nodes", graph.nodes), ("edges", graph.edges)):
            file.write(f'{"," if side == "edges" else ""}\n"{side}": [')
            comma = "\n"
            for table in tables:
                for element in _elements(request, table):
                    file.write(comma + element)
                    comma = ",\n"
                    count += 1
            file.write("\n]")
        file.write("\n}}\n")
    return Written(rows={FILE: count})


def _elements(request: Request, table: Table) -> Iterator[str]:
    names = [NAMES.get(column.name, column.name) for column in table.columns]
    for row in request.rows(table):
        data = {name: cell for name, cell in zip(names, row, strict=True) if cell not in (None, ())}
        yield _ENCODE({"data": data})


FORMAT = Format(
    name="cyjs",
    target="Cytoscape.js, Cytoscape",
    files=FILE,
    how_to_load="""\
const graph = await (await fetch('serm-bone.cyjs')).json();
const cy = cytoscape({ container: document.getElementById('graph'), ...graph });""",
    loaded_with="cytoscape.js 3.34.4",
    writer=write,
    views=BOTH,
    queries="cytoscapejs",
)
