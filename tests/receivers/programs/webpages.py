"""What draws networks in web pages, from npm: graphology (GEXF) and Cytoscape.js."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.export.table import Kind
from tests.receivers.inventory import Inventory
from tests.receivers.node import modules, program
from tests.receivers.programs.decoded import array, cells, kinds, unescaped
from tests.receivers.programs.outside import HERE, answer, view


def by_graphology(folder: Path) -> Inventory:
    """Return what graphology holds of a GEXF file."""
    told = answer(_run("gexf_reader.mjs"), folder)
    sides = {
        side: {
            element["id"]: cells(element, kinds(view(folder), side), unescaped, array) for element in told[f"{side}s"]
        }
        for side in ("node", "edge")
    }
    return Inventory(version=told["version"], nodes=sides["node"], edges=sides["edge"], answers=told["answers"])


def by_cytoscape(folder: Path) -> Inventory:
    """Return what Cytoscape.js holds, under the names of the columns."""
    told = answer(_run("cytoscape_reader.mjs"), folder)
    sides = {
        side: {element["id"]: _numbers(element, kinds(view(folder), side)) for element in told[f"{side}s"]}
        for side in ("node", "edge")
    }
    return Inventory(version=told["version"], nodes=sides["node"], edges=sides["edge"], answers=told["answers"])


def _numbers(told: dict[str, Any], known: Mapping[str, Kind]) -> dict[str, Any]:
    """The data under the names of the columns; JavaScript has but one kind of number and writes 2.0 as 2."""
    names = {"name": "label", "interaction": "relation"}
    found = {names.get(name, name): value for name, value in told.items()}
    return {name: float(value) if known.get(name) is Kind.NUMBER else value for name, value in found.items()}


def _run(reader: str) -> list[str | Path]:
    return ["env", f"MODULES={modules('networks')}", program(), HERE / reader]
