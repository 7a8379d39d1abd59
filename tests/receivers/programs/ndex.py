"""The client library of NDEx, from PyPI, with pandas for tables beside SIF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.receivers.inventory import Inventory
from tests.receivers.programs.decoded import bars, cells, kinds, unguarded
from tests.receivers.programs.outside import HERE, answer, view
from tests.receivers.python import interpreter


def cx2(folder: Path) -> Inventory:
    """Return what a CX2 network holds, under the names of the columns; checks what NDEx shows of the network."""
    told = _told(folder)
    assert told["about"]["rights"] == "CC BY 4.0"
    assert told["about"]["version"]
    heads = told["style"]["edgeMapping"].get("EDGE_TARGET_ARROW_SHAPE", {}).get("definition", {}).get("map", [])
    shown = {pair["v"]: pair["vp"] for pair in heads}
    assert shown == ({1: "triangle", -1: "tee", 0: "circle"} if view(folder) == "convenient" else {})
    own = {node["id"]: node["v"]["represents"] for node in told["nodes"]}
    nodes = {own[node["id"]]: _renamed(node["v"], {"represents": "id", "name": "label"}) for node in told["nodes"]}
    edges = {}
    for edge in told["edges"]:
        found = _renamed(edge["v"], {"interaction": "relation", "name": "label"})
        edges[found["id"]] = found | {"source": own[edge["s"]], "target": own[edge["t"]]}
    return Inventory(version=told["version"], nodes=nodes, edges=edges, answers=told["answers"])


def sif(folder: Path) -> Inventory:
    """Return what the network of ``network.sif`` holds once the tables are joined to it by shared name.

    Edges of the same name stand in both files in the same order.
    """
    told = _told(folder)
    names = {node["id"]: node["v"]["name"] for node in told["nodes"]}
    rows = {row["shared name"]: row for row in told["tables"]["nodes"]}
    assert len(rows) == len(told["tables"]["nodes"])
    own = {number: rows[name]["id"] for number, name in names.items()}
    nodes = {own[number]: _cells(rows[name], "node") for number, name in names.items()}
    edges = {}
    for edge, row in zip(told["edges"], told["tables"]["edges"], strict=True):
        assert row["shared name"] == f"{names[edge['s']]} ({edge['v']['interaction']}) {names[edge['t']]}"
        ends = {"source": own[edge["s"]], "target": own[edge["t"]], "relation": edge["v"]["interaction"]}
        edges[row["id"]] = _cells(row, "edge") | ends
    return Inventory(version=told["version"], nodes=nodes, edges=edges, answers=told["answers"])


def _told(folder: Path) -> dict[str, Any]:
    return answer([interpreter("networks"), "-P", HERE / "ndex2_reader.py"], folder)


def _renamed(told: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in told.items()}


def _cells(row: dict[str, str], side: str) -> dict[str, Any]:
    return cells(row, kinds("convenient", side), unguarded, bars)
