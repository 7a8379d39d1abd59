"""TinkerGraph, the reference implementation of TinkerPop, from Maven Central."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.export.table import Kind
from tests.receivers.inventory import Inventory
from tests.receivers.java import runtime
from tests.receivers.maven import classpath
from tests.receivers.programs.decoded import kinds
from tests.receivers.programs.outside import HERE, answer, view


def read(folder: Path) -> Inventory:
    """Return what TinkerGraph holds, properties by the names of the columns."""
    command: list[str | Path] = [runtime(11), "-cp", classpath("tinkergraph"), HERE / "TinkerGraphReader.java"]
    told = answer(command, folder)
    known = kinds(view(folder), "node")
    return Inventory(
        version=told["version"],
        nodes={node["id"]: _node(node, known) for node in told["nodes"]},
        edges={edge["id"]: _renamed(edge) for edge in told["edges"]},
        answers=told["answers"],
    )


def _node(told: dict[str, Any], known: dict[str, Kind]) -> dict[str, Any]:
    """Many values of one key are a list; one value is, where the column is no list, that value."""
    values = {
        name: found if known[name] is Kind.TEXTS else found[0] for name, found in _renamed(told["values"]).items()
    }
    return {"id": told["id"], **values}


def _renamed(told: dict[str, Any]) -> dict[str, Any]:
    return {"label" if name == "name" else name: value for name, value in told.items()}
