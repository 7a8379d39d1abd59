"""Readers of GraphML, from PyPI: igraph and networkx."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.receivers.inventory import Inventory
from tests.receivers.programs.decoded import array, cells, kinds, unescaped
from tests.receivers.programs.outside import HERE, answer, view
from tests.receivers.python import interpreter


def by_igraph(folder: Path) -> Inventory:
    """Return what igraph holds after the line of the README."""
    return _decoded(answer([interpreter("networks"), "-P", HERE / "igraph_reader.py"], folder), view(folder))


def by_networkx(folder: Path) -> Inventory:
    """Return what networkx holds."""
    return _decoded(answer([interpreter("networks"), "-P", HERE / "networkx_reader.py"], folder), view(folder))


def _decoded(told: dict[str, Any], view: str) -> Inventory:
    """The exact id of an edge is its ``identifier``, that of a node its id undone; in the lossless view its ``iri``."""
    own = {node["id"]: node["iri"] if view == "lossless" else node["id"] for node in told["nodes"]}
    own = {token: unescaped(exact) for token, exact in own.items()}
    nodes, edges = {}, {}
    for node in told["nodes"]:
        found = cells(node, kinds(view, "node"), unescaped, array)
        nodes[own[node["id"]]] = found | {"id": own[node["id"]]}
    for edge in told["edges"]:
        found = cells(edge, kinds(view, "edge"), unescaped, array)
        edges[unescaped(edge["identifier"])] = found | {
            "id": unescaped(edge["identifier"]),
            "source": own[edge["source"]],
            "target": own[edge["target"]],
        }
    return Inventory(version=told["version"], nodes=nodes, edges=edges, answers=told["answers"])
