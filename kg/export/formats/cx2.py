"""CX2, the Cytoscape Exchange Format of NDEx and Cytoscape: typed attributes and a style that shows what they mean.

Format: https://cytoscape.org/cx/cx2/specification/. ``name`` is the label, ``represents`` the id of a node,
``interaction`` the relation. An arrow raises, a tee lowers, a circle is a measured null, no head is no known sign;
what was inferred is dashed, what no read source supports is dotted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from kg.base.temp_table import TempTable
from kg.export.format import BOTH, Format, Request, Written
from kg.export.network import about
from kg.export.table import Kind, PropertyGraph, Table

FILE = "serm-bone.cx2"
NODE_NAMES = {"id": "represents", "label": "name"}
EDGE_NAMES = {"relation": "interaction", "label": "name"}
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_TYPES = {Kind.TEXT: "string", Kind.TEXTS: "list_of_string", Kind.INTEGER: "integer", Kind.NUMBER: "double"}
_TYPES |= {Kind.FLAG: "boolean"}
_ENDS = ("source", "target")
_HEADS = {1: "triangle", -1: "tee", 0: "circle"}
_LINES = {
    "inferred": "dashed",
    "claimed": "dotted",
    "unsupported": "dotted",
    "refuted": "dotted",
    "inconclusive": "dotted",
}
_COLOURS = {1: "#1B7837", -1: "#B2182B", 0: "#595959"}


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone.cx2``; nodes and edges are numbered in the order of the tables."""
    graph = request.property_graph
    with (
        TempTable("CREATE TABLE node (id TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID") as scratch,
        open(folder / FILE, "w", encoding="utf-8", newline="\n") as file,
    ):
        numbered = ((row[0], number) for number, row in enumerate(chain.from_iterable(t.rows() for t in graph.nodes)))
        scratch.fill("INSERT INTO node VALUES (?, ?)", numbered)
        nodes = next(scratch.ask("SELECT COUNT(*) FROM node"))[0]
        edges = sum(1 for table in graph.edges for _ in table.rows())
        counts = {"attributeDeclarations": 1, "networkAttributes": 1, "nodes": nodes, "edges": edges}
        counts["visualProperties"] = 1
        told = [{"name": name, "elementCount": number} for name, number in counts.items()]
        file.write('[{"CXVersion": "2.0", "hasFragments": false},\n')
        file.write(_line({"metaData": told}))
        file.write(_line({"attributeDeclarations": [_declared(graph, about(request))]}))
        file.write(_line({"networkAttributes": [about(request)]}))
        file.writelines(_aspect("nodes", _nodes(request, graph)))
        file.writelines(_aspect("edges", _edges(request, graph, scratch)))
        file.write(_line({"visualProperties": [_style(graph)]}))
        file.write('{"status": [{"success": true}]}]\n')
    return Written(rows={FILE: nodes + edges})


def _line(fragment: dict[str, Any]) -> str:
    return json.dumps(fragment, ensure_ascii=False) + ",\n"


def _aspect(name: str, elements: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield f'{{"{name}": ['
    comma = "\n"
    for element in elements:
        yield comma + _ENCODE(element)
        comma = ",\n"
    yield "\n]},\n"


def _declared(graph: PropertyGraph, network: dict[str, str]) -> dict[str, Any]:
    def side(tables: tuple[Table, ...], names: dict[str, str]) -> dict[str, dict[str, str]]:
        columns = (column for table in tables for column in table.columns if column.name not in _ENDS)
        return {names.get(column.name, column.name): {"d": _TYPES[column.kind]} for column in columns}

    return {
        "networkAttributes": {name: {"d": "string"} for name in network},
        "nodes": side(graph.nodes, NODE_NAMES),
        "edges": side(graph.edges, EDGE_NAMES),
    }


def _values(names: list[str | None], row: tuple[Any, ...]) -> dict[str, Any]:
    return {name: cell for name, cell in zip(names, row, strict=True) if name and cell not in (None, ())}


def _nodes(request: Request, graph: PropertyGraph) -> Iterator[dict[str, Any]]:
    number = 0
    for table in graph.nodes:
        names = [NODE_NAMES.get(column.name, column.name) for column in table.columns]
        for row in request.rows(table):
            yield {"id": number, "v": _values([*names], row)}
            number += 1


def _edges(request: Request, graph: PropertyGraph, scratch: TempTable) -> Iterator[dict[str, Any]]:
    number = 0
    for table in graph.edges:
        names = [None if it.name in _ENDS else EDGE_NAMES.get(it.name, it.name) for it in table.columns]
        for row in request.rows(table):
            source, target = (next(scratch.ask("SELECT number FROM node WHERE id = ?", end))[0] for end in row[1:3])
            yield {"id": number, "s": source, "t": target, "v": _values(names, row)}
            number += 1


def _style(graph: PropertyGraph) -> dict[str, Any]:
    """The visual style; what depends on sign and status only where edges have them."""
    node = {"NODE_SHAPE": "round-rectangle", "NODE_BACKGROUND_COLOR": "#F4F4F4", "NODE_BORDER_COLOR": "#595959"}
    node |= {"NODE_LABEL_COLOR": "#1A1A1A"}
    edge = {"EDGE_LINE_COLOR": "#595959", "EDGE_LINE_STYLE": "solid", "EDGE_TARGET_ARROW_SHAPE": "none"}
    style: dict[str, Any] = {
        "default": {"network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"}, "node": node, "edge": edge},
        "nodeMapping": {"NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}}},
        "edgeMapping": {},
    }
    held = {column.name for table in graph.edges for column in table.columns}
    if {"sign", "status"} <= held:
        style["edgeMapping"] = {
            "EDGE_TARGET_ARROW_SHAPE": _discrete("sign", "integer", _HEADS),
            "EDGE_LINE_COLOR": _discrete("sign", "integer", _COLOURS),
            "EDGE_LINE_STYLE": _discrete("status", "string", _LINES),
        }
    return style


def _discrete(attribute: str, type: str, shown: dict[Any, str]) -> dict[str, Any]:
    pairs = [{"v": value, "vp": look} for value, look in shown.items()]
    return {"type": "DISCRETE", "definition": {"attribute": attribute, "type": type, "map": pairs}}


FORMAT = Format(
    name="cx2",
    target="Cytoscape 3.10 and newer, Cytoscape Web, NDEx",
    files=FILE,
    how_to_load="""\
Cytoscape: File > Import > Network from File… > serm-bone.cx2
In Python:
import json
from ndex2.cx2 import RawCX2NetworkFactory
network = RawCX2NetworkFactory().get_cx2network(json.load(open("serm-bone.cx2", encoding="utf-8")))""",
    loaded_with="ndex2 3.12.0",
    writer=write,
    queries="ndex2",
    views=BOTH,
)
