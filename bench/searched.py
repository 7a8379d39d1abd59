"""The search on a generated graph, in a process of its own.

``python -m bench.searched plain|compiled FOLDER`` reads the columns and questions that ``bench.scale`` wrote, builds
the index, asks, and prints JSON: seconds of building, bytes of the index and of the room to work in, peak megabytes,
and for each question the seconds of the quickest round and the routes as edges of the columns.
"""

from __future__ import annotations

import json
import sys
import time
from array import array
from pathlib import Path
from typing import Any

from kg.search import Ask, Found
from kg.search.csr_graph import Index, build
from kg.search.engine import best, every

ROUNDS = 7


def peak() -> float:
    """Return the peak resident megabytes of this process alone, NaN where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> int:
    """Answer the questions of a folder."""
    engine, folder = sys.argv[1], Path(sys.argv[2])
    asked = json.loads((folder / "questions.json").read_text())
    columns = [_column(folder, name, asked["edges"], engine) for name in ("source", "target", "sign")]
    start = time.perf_counter()
    index = build(asked["nodes"], *columns)
    building = time.perf_counter() - start
    if engine == "compiled":
        _search(index, asked, asked["pairs"][0], engine)
    answers = [_timed(index, asked, pair, engine) for pair in asked["pairs"]]
    told = {
        "building": building,
        "bytes": index.bytes + (index.compiled.bytes if index.compiled else 0),
        "megabytes": peak(),
        "answers": answers,
    }
    json.dump(told, sys.stdout)
    return 0


def _column(folder: Path, name: str, edges: int, engine: str) -> Any:
    found = array("b" if name == "sign" else "i")
    with (folder / name).open("rb") as file:
        found.fromfile(file, edges)
    if engine == "plain":
        return found
    import numpy as np

    return np.asarray(found)


def _search(index: Index, asked: dict[str, Any], pair: list[int], engine: str) -> Found:
    source, target = pair
    ask = Ask(index, source, {target: 0}, asked["steps"], [0], most=2**31, work=2**60)
    return best(ask, asked["best"], engine) if asked["best"] else every(ask, engine)


def _timed(index: Index, asked: dict[str, Any], pair: list[int], engine: str) -> dict[str, Any]:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = _search(index, asked, pair, engine)
        seconds.append(time.perf_counter() - start)
    routes = [[int(index.given[edge]) for edge in route] for route in found.routes]
    return {"seconds": min(seconds), "routes": routes}


if __name__ == "__main__":
    raise SystemExit(main())
