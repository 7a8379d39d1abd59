"""The page ``docs/public-graphs.md``: what each public graph holds, which tests check, and what a large one costs,
which is measured when the page is written.
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

import kg
from bench.measure import interleaved, run
from kg.search import CLOSED, Ask
from kg.search.engine import just
from kg.unreviewed.layer import Layer
from tests.receivers.public import PublicGraph, Read

PAGE = Path(__file__).parents[2] / "docs" / "public-graphs.md"
_HELD = ("graph", "package", "licence", "file", "edges", "walked", "+", "-", "sign not known")
_MEASURED = (
    "edges/s",
    "× csv.reader",
    "first answer",
    "later answers",
    "ten routes",
    "the worst",
    "disk, bytes an edge",
)
_ASKED, _LARGE = 40, 100_000
_INTRODUCTION = """\
# Public graphs that are laid over this one

<!-- Written by `make receivers` from what the files are found to hold; change it there. -->

Files of other people, taken at test time out of packages that PyPI carries, each read by our own readers as
[unreviewed edges](how-to/lay-unreviewed-edges-over-the-graph.md) in `make test-all`. Nothing of them is part of this
project. With each of them laid over it, every prediction, grade, conclusion and verdict of the graph is held to be what
it is without.

`edges` are those of the file; `walked` those that say that one thing acts on another, by
[the table of foreign relations](../ontology/mappings/foreign-effects.tsv), with the sign that it gives them.

Measured where the page was written, as ratios to a peer of the same minutes: `edges/s` is how fast the file is
compiled into a layer, once, in a whole process; `× csv.reader` how many times as long that takes as a bare loop of
`csv.reader` over the same file, unpacked too; `first answer` and `later answers` are `kg explain raloxifene
"bone mass" --data FILE`, cold, in multiples of `python -c pass`, with and without that compilation; `ten routes` is one
search of the ten shortest between two things that the search draws by lot, in a running process without Numba, in
multiples of the same. A file of fewer than 100,000 edges is not worth measuring.
"""


def held(graph: PublicGraph, read: Read) -> tuple[str, ...]:
    """Return the cells that tests hold."""
    edges = read.walked + sum(read.left_out.values())
    counts = (edges, read.walked, read.positive, read.negative, read.unsigned)
    return (graph.name, graph.package, graph.licence, f"`{read.file}`", *map(str, counts))


def measured(path: Path, edges: int) -> tuple[str, ...]:
    """Return what a file costs, which is compiled anew for it; dashes where it is small."""
    if edges < _LARGE:
        return ("–",) * len(_MEASURED)
    command = [sys.executable, "-m", "kg", "explain", "raloxifene", "bone mass", "--data", str(path)]
    run([sys.executable, "-m", "kg"])
    layer = _layer(path)
    for file in layer.folder.iterdir():
        file.unlink()
    layer.folder.rmdir()
    first = run(command).seconds
    costs = interleaved({"python": [sys.executable, "-c", "pass"], "answer": command}, 5)
    unit, later = costs["python"].seconds, costs["answer"].seconds
    layer = _layer(path)
    ways = sorted(_routes(layer))
    return (
        f"{edges / (first - later):,.0f}",
        f"{(first - later) / _bare(path):.1f}",
        f"{first / unit:.0f}×",
        f"{later / unit:.1f}×",
        f"{median(ways) / unit:.2f}×",
        f"{ways[-1] / unit:.2f}×",
        f"{sum(file.stat().st_size for file in layer.folder.iterdir()) / layer.index.edges:.0f}",
    )


def _layer(path: Path) -> Layer:
    layer = kg.load(data=[path]).layer
    assert layer is not None
    return layer


def _bare(path: Path) -> float:
    opener = gzip.open if path.suffix == ".gz" else open
    start = time.perf_counter()
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        for _ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            pass
    return time.perf_counter() - start


def _routes(layer: Layer) -> Iterable[float]:
    for ask in asks(layer):
        start = time.perf_counter()
        just(ask, 10, 1, "plain")
        yield time.perf_counter() - start


def asks(layer: Layer) -> Iterable[Ask]:
    """Yield questions between things drawn by lot, always the same: from one that acts to one that is acted on."""
    index, draw = layer.index, random.Random(9)
    acting = [node for node in range(index.nodes) if index.first[node] < index.first[node + 1]]
    reached = [node for node in range(index.nodes) if index.back_first[node] < index.back_first[node + 1]]
    ranks = [0] * (len(index.kinds.leaves) - 1) + [1]
    assert max(ranks) < CLOSED
    for _ in range(_ASKED):
        yield Ask(index, draw.choice(acting), {draw.choice(reached): 0}, 8, ranks)


def page(rows: Iterable[tuple[str, ...]]) -> str:
    """Return the whole page."""
    names = (*_HELD, *_MEASURED)
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(row) + " |" for row in sorted(rows)]
    load = f"Load of the machine while this was measured: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
    return "\n".join([_INTRODUCTION, *lines, "", load]) + "\n"


def printed() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the rows that the page prints: held cells -> measured ones."""
    lines = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    rows = [tuple(line.strip("| ").split(" | ")) for line in lines if line.startswith("| ")]
    return {row[: len(_HELD)]: row[len(_HELD) :] for row in rows}
