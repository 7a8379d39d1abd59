"""What a receiving program holds after it loaded an export, and what is missing of what was exported.

A receiver is a program that is not ours. It says what it holds as an ``Inventory``; that is compared here, cell by
cell, with the rows that were exported. The rows themselves are held against the curated Turtle in
``tests/test_property_graph.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.export.table import PropertyGraph, Table

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All that a program holds.

    ``nodes``: id -> properties by the names of the columns; ``edges``: id -> properties, ``source``, ``target`` and
    ``relation`` among them. Lists are lists, an absent value has no key. ``answers``: question -> the count that the
    program gave to the query of the README; empty where it has no query language.
    """

    version: str
    nodes: Mapping[str, Properties]
    edges: Mapping[str, Properties]
    answers: Mapping[str, int] = field(default_factory=dict)


def expected_cells(table: Table) -> Iterator[tuple[str, str, Any]]:
    """Yield (id, column, value) of every cell that holds something; a tuple comes as a list."""
    for row in table.rows():
        for column, cell in zip(table.columns, row, strict=True):
            if cell is not None and cell != ():
                yield str(row[0]), column.name, list(cell) if isinstance(cell, tuple) else cell


def measured_losses(exported: PropertyGraph, found: Inventory) -> dict[str, int]:
    """Return ``table.column`` -> how many cells the program does not hold as they were exported; empty for none.

    A missing node or edge is missing in every cell. What the program holds beyond that was never exported: fails.
    """
    lost: Counter[str] = Counter()
    for side, tables in ((found.nodes, exported.nodes), (found.edges, exported.edges)):
        known: set[str] = set()
        for table in tables:
            for own, column, value in expected_cells(table):
                known.add(own)
                if not _same(value, side.get(own, {}).get(column)):
                    lost[f"{table.name}.{column}"] += 1
        assert not set(side) - known, f"invented: {sorted(set(side) - known)[:5]}"
    return dict(lost)


def _same(value: Any, other: Any) -> bool:
    return type(value) is type(other) and value == other
