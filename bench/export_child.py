"""One export in a process of its own: ``python -m bench.export_child ours|csv FORMAT COUNT FOLDER``.

Prints JSON: rows, seconds of writing (those of making the rows taken off), peak megabytes.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from bench.generated import Generated
from kg.export import FORMATS
from kg.export.format import Request
from kg.export.table import Kind, Row


def tables(request: Generated, name: str) -> Iterator[tuple[str, Iterable[Row], tuple[int, ...]]]:
    """Yield name, rows, and the places of cells that are lists, of each table that a format writes."""
    if name == "nquads":
        yield "quads", request.quads.by_graph(), ()
        return
    for table in (*request.property_graph.nodes, *request.property_graph.edges):
        lists = tuple(place for place, column in enumerate(table.columns) if column.kind is Kind.TEXTS)
        yield table.name, table.rows(), lists


def plain_csv(request: Generated, name: str, folder: Path) -> None:
    """The peer: a plain ``csv.writer`` loop over the same rows, lists joined by semicolons."""
    for table, rows, lists in tables(request, name):
        with open(folder / f"{table}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for row in rows:
                cells = list(row)
                for place in lists:
                    cells[place] = ";".join(cast(tuple[str, ...], cells[place]))
                writer.writerow(cells)


def peak() -> float:
    """The most memory that this program held, in megabytes; ``ru_maxrss`` would count what its parent held too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(side: str, name: str, count: int, folder: Path) -> dict[str, Any]:
    """Measure one side."""
    request = Generated(count)
    if name == "parquet":
        import pyarrow.parquet  # noqa: F401 - its import is no part of writing
    start = time.perf_counter()
    rows = 0
    for _, made, _ in tables(request, name):
        kept = deque(enumerate(made, 1), maxlen=1)
        rows += kept[0][0] if kept else 0
    making = time.perf_counter() - start
    start = time.perf_counter()
    if side == "ours":
        FORMATS[name].writer(cast(Request, request), folder)
    else:
        plain_csv(request, name, folder)
    seconds = max(time.perf_counter() - start - making, 1e-9)
    return {"rows": rows, "seconds": seconds, "megabytes": peak()}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))))
