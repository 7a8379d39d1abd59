"""Gephi itself, its modules for import from Maven Central, without its windows."""

from __future__ import annotations

from pathlib import Path

from tests.receivers.inventory import Inventory
from tests.receivers.java import runtime
from tests.receivers.maven import classpath
from tests.receivers.programs.decoded import array, cells, kinds, unescaped
from tests.receivers.programs.outside import HERE, answer, view

_VERSION = "0.10.1"


def read(folder: Path) -> Inventory:
    """Return what Gephi holds of a GEXF file."""
    jars = classpath("gephi")
    assert f"io-importer-plugin-{_VERSION}.jar" in jars
    told = answer([runtime(11), "-Djava.awt.headless=true", "-cp", jars, HERE / "GephiReader.java"], folder)
    sides = {
        side: {
            element["id"]: cells(element, kinds(view(folder), side), unescaped, array) for element in told[f"{side}s"]
        }
        for side in ("node", "edge")
    }
    return Inventory(version=_VERSION, nodes=sides["node"], edges=sides["edge"])
