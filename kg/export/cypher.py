"""Cypher as text: literals, names and types that no value can break out of, and which label a node is found by."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from kg.export.table import Cell, PropertyGraph, Row, Table

KEYS: Mapping[str, str] = {"entities": "Entity", "outcomes": "Outcome", "subjects": "Resource"}
"""Table of nodes -> the label that each of its nodes has, by which the program finds a node by its id."""

ENDS: Mapping[str, tuple[str, str]] = {
    "assertions": ("Entity", "Entity"),
    "outcome_links": ("Outcome", "Entity"),
    "statements": ("Resource", "Resource"),
}
"""Table of edges -> the labels in ``KEYS`` of what its edges begin at and lead to."""

BATCH = 100
_HELD = 20_000
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^A-Za-z0-9]+")
# JSON leaves these as they are, but programs that split a script into lines do so there too.
_BREAKS = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
_BREAK = re.compile("[" + "".join(map(chr, _BREAKS)) + "]")


def text(value: str) -> str:
    """Return a string literal of one line; what JSON escapes, and how, Cypher reads just so.

    >>> print(text('say "hi" \\\\ back'))
    "say \\"hi\\" \\\\ back"
    """
    quoted = json.dumps(value, ensure_ascii=False)
    return quoted.translate(_BREAKS) if _BREAK.search(quoted) else quoted


def name(value: str) -> str:
    """Return a label, type or property name in backticks.

    A backslash is written by its number, since Neo4j reads ``\\u0060`` as a backtick before it looks for the closing
    one.

    >>> name("a`b")
    '`a``b`'
    """
    return "`" + value.replace("\\", "\\u005C").replace("`", "``") + "`"


def literal(cell: Cell) -> str:
    """Return the literal of a cell that is not absent."""
    if isinstance(cell, str):
        return text(cell)
    if isinstance(cell, tuple):
        return "[" + ", ".join(map(text, cell)) + "]"
    return str(cell).lower() if isinstance(cell, bool) else repr(cell)


@lru_cache(maxsize=4096)
def relationship_type(relation: str) -> str:
    """Return the type for a relation: capitals, digits and underscores only.

    Two relations may share a type; each edge keeps its relation as a property.

    >>> relationship_type("partially-agonises"), relationship_type("sb:inAnatomy")
    ('PARTIALLY_AGONISES', 'SB_IN_ANATOMY')
    """
    return _OTHER.sub("_", _HUMP.sub("_", relation)).strip("_").upper() or "RELATED"


class Labels:
    """The labels that a program can hold, and ``lost``: table.column -> how many cells had one without a name."""

    def __init__(self) -> None:
        self.lost: Counter[str] = Counter()

    def of(self, table: Table, cell: Cell) -> tuple[str, ...]:
        """Return the labels of a node, without an empty one."""
        held = cell if isinstance(cell, tuple) else ()
        if "" not in held:
            return held
        self.lost[f"{table.name}.labels"] += 1
        return tuple(filter(None, held))


def index_names(graph: PropertyGraph) -> Iterator[tuple[str, str]]:
    """Yield (name, label) of the index that each table of nodes is found by."""
    for table in graph.nodes:
        yield f"serm_bone_{table.name}_id", KEYS[table.name]


def constraints(graph: PropertyGraph) -> list[str]:
    """Return the statements that make ids unique, and nodes quick to find, in Neo4j."""
    return [
        f"CREATE CONSTRAINT {index} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE;"
        for index, label in index_names(graph)
    ]


def statements(table: Table, rows: Iterable[Row], labels: Labels) -> Iterator[str]:
    """Yield statements of one line that make the nodes or edges of ``table``, at most ``BATCH`` of one kind in each.

    Each finds by its id what is there already, so that a script that broke off may be run again.
    """
    made = (_node(table, row, labels) for row in rows) if table.name in KEYS else (_edge(table, row) for row in rows)
    for kind, items in _batches(made):
        yield f"UNWIND [{', '.join(items)}] AS row {kind};"


def _node(table: Table, row: Row, labels: Labels) -> tuple[str, str]:
    own = "".join(f":{name(label)}" for label in labels.of(table, row[1]))
    return f"MERGE (n{own} {{`id`: row.`id`}}) SET n += row", _map(table, row, skipped=(1,))


def _edge(table: Table, row: Row) -> tuple[str, str]:
    source, target = ENDS[table.name]
    ends = f"MATCH (a:`{source}` {{`id`: row[0]}}), (b:`{target}` {{`id`: row[1]}})"
    make = f"MERGE (a)-[r:{name(relationship_type(str(row[3])))} {{`id`: row[2].`id`}}]->(b) SET r += row[2]"
    return f"{ends} {make}", f"[{literal(row[1])}, {literal(row[2])}, {_map(table, row, skipped=(1, 2))}]"


def _map(table: Table, row: Row, *, skipped: tuple[int, ...]) -> str:
    held = (
        f"`{column.name}`: {literal(cell)}"
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True))
        if cell is not None and cell != () and place not in skipped
    )
    return "{" + ", ".join(held) + "}"


def _batches(items: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield items of one kind together; holds no more than a fixed number, whatever the number of kinds."""
    waiting: dict[str, list[str]] = {}
    held = 0
    for kind, item in items:
        waiting.setdefault(kind, []).append(item)
        held += 1
        if len(waiting[kind]) == BATCH:
            yield kind, waiting.pop(kind)
            held -= BATCH
        elif held == _HELD:
            yield from sorted(waiting.items())
            waiting, held = {}, 0
    yield from sorted(waiting.items())
