"""Every receiver: which program reads which export. A new one is a module under ``programs`` and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.export.format import BOTH
from tests.receivers.inventory import Inventory
from tests.receivers.programs import arcadedb, neo4j, neptune


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A program that loads a property-graph export: ``read`` starts it on the folder, stops it, says what it held.

    ``name`` is the program as the table of receivers prints it.
    """

    format: str
    view: str
    name: str
    read: Callable[[Path], Inventory]


def _both(format: str, name: str, read: Callable[[str], Callable[[Path], Inventory]]) -> tuple[Receiver, ...]:
    """Return the receiver for each view; ``read`` is told which."""
    return tuple(Receiver(format=format, view=view, name=name, read=read(view)) for view in BOTH)


RECEIVERS: tuple[Receiver, ...] = (
    *_both("neo4j", "Neo4j", neo4j.bulk),
    *_both("cypher", "Neo4j", neo4j.script),
    *_both("cypher", "ArcadeDB", arcadedb.script),
    *_both("cypher-load", "Neo4j", neo4j.load_csv),
    *_both("memgraph", "ArcadeDB for Memgraph", arcadedb.memgraph),
    *_both("neptune", "a strict reader for Neptune", lambda _: neptune.read),
)
