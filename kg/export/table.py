"""Typed tables: the rows that every format of a property graph or of tables is written from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

Cell = str | int | float | bool | tuple[str, ...] | None
Row = tuple[Cell, ...]


class Kind(StrEnum):
    """What the cells of a column hold; a cell that is None is absent, whatever the kind."""

    TEXT = "text"
    TEXTS = "texts"
    """A tuple of texts, in an order that is always the same; never None, empty where there are none."""
    INTEGER = "integer"
    NUMBER = "number"
    """A finite float, for arithmetic only: the digits that a source prints stand in a text column beside it."""
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name (letters, digits, underscores), the kind of its cells, and what they mean."""

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A named table that is streamed: ``rows()`` gives a fresh iterator over tuples in the order of ``columns``.

    ``meaning`` says what one row is. The first column is a key: never absent, never twice. The order of rows is always
    the same.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]

    def place(self, column: str) -> int:
        """Return the index of ``column`` in a row; raises ``KeyError`` where the table has none of that name."""
        for index, known in enumerate(self.columns):
            if known.name == column:
                return index
        raise KeyError(column)


@dataclass(frozen=True, slots=True)
class PropertyGraph:
    """A labelled property graph as tables.

    Every node table begins with the columns ``id, labels, label``; every edge table with ``id, source, target,
    relation``, where source and target are ids of nodes. Ids are CURIEs, or IRIs where no prefix fits; those of edges
    are never blank. Parallel edges are rows of their own. No edge is written twice, once for each direction.
    """

    view: str
    nodes: tuple[Table, ...]
    edges: tuple[Table, ...]


NODE = (
    Column("id", Kind.TEXT, "the CURIE of this graph, or the IRI where no prefix fits; unique among all nodes"),
    Column("labels", Kind.TEXTS, "what kind of thing the node is, the broad kind first"),
    Column("label", Kind.TEXT, "the name that people use"),
)
EDGE = (
    Column("id", Kind.TEXT, "the identifier of the edge; unique among all edges"),
    Column("source", Kind.TEXT, "the id of the node that the edge begins at"),
    Column("target", Kind.TEXT, "the id of the node that the edge leads to"),
    Column("relation", Kind.TEXT, "how the source acts on, or is joined to, the target"),
)
