"""CSV tables after RFC 4180, for spreadsheets, R, pandas and DuckDB.

A list is a JSON array, an absent value an empty cell, a flag ``true`` or ``false``. A text that a spreadsheet would
run is guarded by the rule of ``kg.export.formula_guard``, but for plain numbers; an empty text is a lone apostrophe,
which the same rule undoes. ``--raw`` writes texts as they are.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from kg.export import load_sql
from kg.export.format import BOTH, Format, Request, Written
from kg.export.formula_guard import RULE, guarded, harmless
from kg.export.table import Cell, Kind, Table
from kg.export.tables import DICTIONARY, dictionary, dictionary_text, tables

_BATCH = 4096
_END = "\r\n"
_SPECIAL = re.compile('[",\r\n]')
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)  # no spreadsheet runs it, and every reader wants it bare
_EMPTY = "a text of no characters is a single '"
_ASIDE = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def write(request: Request, folder: Path) -> Written:
    """Write one file a table, the data dictionary as a table and to read, and ``load.sql``, which loads them all.

    Memory is that of a few thousand rows. With ``--raw`` an empty text cannot be told from an absent one: a loss.
    """
    told: Counter[str] = Counter()
    rows: dict[str, int] = {}
    losses: dict[str, int] = {}
    described = tables(request)
    for table in (*described, dictionary(described)):
        rows[f"{table.name}.csv"] = _write(request, table, folder, told, losses)
    page = ["# Data dictionary", "", *dictionary_text(described)]
    (folder / f"{DICTIONARY}.md").write_text("\n".join(page), encoding="utf-8")
    rows[f"{DICTIONARY}.md"] = rows[f"{DICTIONARY}.csv"]
    (folder / load_sql.FILE).write_text(load_sql.of_csv(described), encoding="utf-8")
    rows[load_sql.FILE] = len(described)
    return Written(rows=rows, losses=losses, escaped=dict(told))


def _write(request: Request, table: Table, folder: Path, told: Counter[str], losses: dict[str, int]) -> int:
    encoders = [_encoder(column.kind, request.raw, told) for column in table.columns]
    count = 0
    with open(folder / f"{table.name}.csv", "w", encoding="utf-8", newline="") as file:
        file.write(",".join(column.name for column in table.columns) + _END)
        rows = request.rows(table)
        while batch := list(islice(rows, _BATCH)):
            columns = list(zip(*batch, strict=True))
            if request.raw:
                _count_empty(table, columns, losses)
            fields = [encode(cells) for encode, cells in zip(encoders, columns, strict=True)]
            file.write(_END.join(map(",".join, zip(*fields, strict=True))) + _END)
            count += len(batch)
    return count


def _count_empty(table: Table, columns: Sequence[Sequence[Cell]], losses: dict[str, int]) -> None:
    for column, cells in zip(table.columns, columns, strict=True):
        if column.kind is Kind.TEXT and (empty := cells.count("")):
            name = f"{table.name}.{column.name}"
            losses[name] = losses.get(name, 0) + empty


def _encoder(kind: Kind, raw: bool, told: Counter[str]) -> Callable[[Sequence[Cell]], Sequence[str]]:
    """The function that makes the fields of a line from the cells of a column.

    It works on whole columns: most hold nothing that has to be guarded or quoted, and one search says so. That is what
    makes it as fast as the ``csv`` module, which looks at each cell.
    """
    if kind is Kind.TEXTS:
        return lambda cells: [_list(cell) if cell else "" for cell in cells]
    if kind is Kind.FLAG:
        return lambda cells: ["" if cell is None else str(cell).lower() for cell in cells]
    if kind is Kind.TEXT:
        return lambda cells: _texts([cell for cell in cells if isinstance(cell, str)], cells, raw, told)
    return lambda cells: ["" if cell is None else repr(cell) for cell in cells]


@lru_cache(maxsize=65536)
def _list(cell: Cell) -> str:
    return _quoted(json.dumps(cell, ensure_ascii=False).translate(_ASIDE))


def _texts(texts: list[str], cells: Sequence[Cell], raw: bool, told: Counter[str]) -> Sequence[str]:
    """The fields of ``cells``, whose texts are ``texts``."""
    safe = "" not in texts and harmless(texts)
    if not safe and not raw:
        texts = [_guarded(text, told) for text in texts]
    joined = "".join(texts)
    if not safe or "," in joined or '"' in joined:
        texts = [_quoted(text) for text in texts]
    if len(texts) == len(cells):
        return texts
    rest = iter(texts)
    return ["" if cell is None else next(rest) for cell in cells]


def _guarded(text: str, told: Counter[str]) -> str:
    if not text:
        told[_EMPTY] += 1
        return "'"
    safe = text if _NUMBER.fullmatch(text) else guarded(text)
    if safe is not text:
        told[RULE] += 1
    return safe


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


FORMAT = Format(
    name="csv",
    target="spreadsheets, R, pandas, polars and DuckDB",
    files="nodes.csv, edges.csv, outcomes.csv, evidence.csv, bibliography.csv and more",
    how_to_load=(
        "duckdb graph.duckdb < load.sql\n"
        "pandas.read_csv('edges.csv', dtype=str, keep_default_na=False, na_values=[''])\n"
        "polars.read_csv('edges.csv', infer_schema=False)"
    ),
    loaded_with="DuckDB 2.0.1, pandas 3.1.1, polars 2.1.0",
    writer=write,
    views=BOTH,
    queries="sql",
)
