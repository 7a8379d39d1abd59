"""Amazon Neptune's bulk load: the same graph as openCypher CSV and as Gremlin CSV.

Formats: https://docs.aws.amazon.com/neptune/latest/userguide/bulk-load-tutorial-format-opencypher.html and
https://docs.aws.amazon.com/neptune/latest/userguide/bulk-load-tutorial-format-gremlin.html
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.export import typed_csv
from kg.export.cypher import KEYS, Labels, relationship_type
from kg.export.format import BOTH, Format, Request, Written
from kg.export.table import Column, Kind, Row, Table
from kg.export.typed_csv import Encode

_LISTS = "lists are JSON arrays in a text, since edges of Neptune hold no lists and nodes no order"
_LABELS = "in labels % is written as %25 and ; as %3B"


_TYPES = {Kind.TEXT: "String", Kind.TEXTS: "String", Kind.INTEGER: "Long", Kind.NUMBER: "Double", Kind.FLAG: "Bool"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dialect:
    """How one of the two languages names what is no property.

    ``node``, ``edge``: the column of the table -> its header, and for ``type`` the header of the type of an edge.
    ``single``: what is added to the type of a node's property, so that it holds one value.
    """

    folder: str
    node: Mapping[str, str]
    edge: Mapping[str, str]
    single: str


_DIALECTS = (
    _Dialect(
        folder="opencypher",
        node={"id": ":ID", "labels": ":LABEL"},
        edge={"id": ":ID", "source": ":START_ID", "target": ":END_ID", "type": ":TYPE"},
        single="",
    ),
    _Dialect(
        folder="gremlin",
        node={"id": "~id", "labels": "~label"},
        edge={"id": "~id", "source": "~from", "target": "~to", "type": "~label"},
        single="(single)",
    ),
)


def write(request: Request, folder: Path) -> Written:
    """Write ``opencypher/<table>.csv`` and ``gremlin/<table>.csv`` for each table."""
    graph, rows = request.property_graph, dict[str, int]()
    for dialect in _DIALECTS:
        (folder / dialect.folder).mkdir()
        cells = _Cells()
        for table in (*graph.nodes, *graph.edges):
            name = f"{dialect.folder}/{table.name}.csv"
            rows[name] = typed_csv.write(
                folder / name,
                table,
                request.rows(table),
                header=_header(table, dialect),
                encode=cells.encoder(table),
                more=None if table.name in KEYS else _type,
            )
    return Written(rows=rows, losses=cells.labels.lost, escaped=cells.escaped)


class _Cells:
    """Makes the cells; counts what it rewrote and what it left out, the same in each dialect."""

    def __init__(self) -> None:
        self.labels, self.escaped = Labels(), Counter[str]()

    def encoder(self, table: Table) -> typed_csv.Encoder:
        """Return what makes the cells of each column."""

        def encode(column: Column) -> Encode | None:
            if column.name == "labels":
                return lambda cell: self._labels(self.labels.of(table, cell))
            return self._list if column.kind is Kind.TEXTS else None

        return encode

    def _labels(self, labels: tuple[str, ...]) -> str:
        told = ";".join(labels)
        if "%" in told or told.count(";") != len(labels) - 1:
            self.escaped[_LABELS] += 1
            return ";".join(label.replace("%", "%25").replace(";", "%3B") for label in labels)
        return told

    def _list(self, items: tuple[str, ...]) -> str:
        self.escaped[_LISTS] += 1
        return json.dumps(items, ensure_ascii=False)


def _header(table: Table, dialect: _Dialect) -> list[str]:
    nodes = table.name in KEYS
    system, single = (dialect.node, dialect.single) if nodes else (dialect.edge, "")
    own = [system.get(it.name, f"{it.name}:{_TYPES[it.kind]}{single}") for it in table.columns]
    return own if nodes else [*own, system["type"]]


def _type(row: Row) -> tuple[str]:
    return (relationship_type(str(row[3])),)


FORMAT = Format(
    name="neptune",
    target="Amazon Neptune, by its bulk loader, as openCypher CSV or as Gremlin CSV: load one of the two",
    files="opencypher/<table>.csv, gremlin/<table>.csv",
    how_to_load="""\
aws s3 cp --recursive opencypher s3://BUCKET/serm-bone/
curl -X POST -H 'Content-Type: application/json' https://ENDPOINT:8182/loader -d '{
  "source": "s3://BUCKET/serm-bone/", "format": "opencypher", "iamRoleArn": "ROLE", "region": "REGION",
  "userProvidedEdgeIds": "TRUE", "parserConfiguration": {"allowEmptyStrings": true}}'
# For the Gremlin files: aws s3 cp --recursive gremlin s3://BUCKET/serm-bone/ and "format": "csv".""",
    loaded_with="ArcadeDB 26.10.2 and a strict reader of its grammar; Neptune cannot be had outside its cloud",
    writer=write,
    queries="cypher",
    views=BOTH,
)
