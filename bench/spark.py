"""How ``kg.spark`` grows with the graph, and what a thousand million edges would cost.

``python -m bench.spark [EDGES …]``  measures graphs of 10^5, 10^6 and 10^7 edges, or of the sizes named, and writes the
                                     block of figures in docs/explanation/past-one-machine.md
``python -m bench.spark --smoke``    measures two small graphs and writes nothing

Two worker processes of one core and 1 GB each, in the environment of tests/receivers/requirements/spark.txt; the same
questions to each graph: all routes of at most four steps between five sources and five targets, and what two sources
reach in two steps. Answers are counted, not fetched.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from math import log
from pathlib import Path
from typing import NamedTuple

import numpy as np

import kg
from bench.generate import Columns, generate, measured
from bench.generate_tables import write
from bench.measure import ROOT
from kg.api import Graph
from kg.network.context import Context
from kg.network.encoding import numbered
from kg.search import Ask
from kg.search.engine import every
from tests.receivers.spark import asked

PAGE = ROOT / "docs" / "explanation" / "past-one-machine.md"
BEGIN, END = "<!-- measured: python -m bench.spark -->", "<!-- end of what was measured -->"
SIZES, SMOKE = (10**5, 10**6, 10**7), (2_000, 4_000)
GOAL, CORES, STEPS = 10**9, 2, 4
_RANKS = (20, 40, 80, 160, 320)


class Measured(NamedTuple):
    """One graph: edges, bytes of its table of steps, seconds of the first questions and of the same asked again (what
    no question changes is then there), of the built-in search for the same routes, and how many rows were answered.
    """

    edges: int
    bytes: int
    first: float
    routes: float
    reach: float
    alone: float
    found: int
    reached: int
    load: float


def one(graph: Graph, edges: int) -> Measured:
    """Generate a graph of so many edges and ask."""
    columns = generate(measured(graph), edges)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "tables"
        write(graph, folder, columns)
        size = (folder / "steps.parquet").stat().st_size
        ends = [
            np.argsort(-np.bincount(column, minlength=columns.nodes)) for column in (columns.source, columns.target)
        ]
        sources, targets = ([f"ent:G{number:08d}" for number in most[list(_RANKS)]] for most in ends)
        routes = {"what": "routes", "with": {"sources": sources, "targets": targets, "max_steps": STEPS}, "count": True}
        reach = {"what": "reach", "with": {"drugs": sources[:2], "max_steps": 2}, "count": True}
        told = asked(folder, [routes, routes, reach])["answers"]
    first, again, far = (answer["seconds"] for answer in told)
    if any(answer["stopped"] for answer in told):
        raise RuntimeError("a question ran out of work; the figures would be of less than was asked")
    numbers = [most[list(_RANKS)].tolist() for most in ends]
    alone, found = searched(graph, columns, *numbers)
    if not found == told[0]["rows"] == told[1]["rows"]:
        raise RuntimeError(f"{told[1]['rows']} routes on Spark, {found} by the built-in search")
    return Measured(edges, size, first, again, far, alone, found, told[2]["rows"], os.getloadavg()[0])


def searched(graph: Graph, columns: Columns, sources: list[int], targets: list[int]) -> tuple[float, int]:
    """Return the seconds of the built-in search for the same routes, its index there, and how many there are."""
    index, ranks = columns.indexed(measured(graph).table), numbered(graph.network).ranks(Context(), "")
    start = time.perf_counter()
    asks = [Ask(index, source, {target: 0}, STEPS, ranks) for source in sources for target in targets]
    found = [every(ask, "plain") for ask in asks if ask.source not in ask.ends]
    return time.perf_counter() - start, sum(len(one.routes) for one in found)


def exponent(small: Measured, large: Measured, what: str) -> float:
    """The power of the number of edges with which the seconds of ``what`` grew between two graphs."""
    return log(getattr(large, what) / getattr(small, what)) / log(large.edges / small.edges)


def estimated(known: list[Measured]) -> list[str]:
    """Lines on a graph of ``GOAL`` edges, by the growth between the two largest that were measured; never less than
    in step with the edges, so that a start that both paid does not flatter.
    """
    before, last = known[-2:]
    lines = ["", f"**{GOAL:.0e} edges, estimated** from the largest graph that was measured:", ""]
    for what, words in (
        ("first", "what no question changes, and the first answer"),
        ("routes", "the same routes again"),
        ("reach", "reach"),
    ):
        grown = exponent(before, last, what)
        power = max(1.0, grown)
        hours = CORES * getattr(last, what) * (GOAL / last.edges) ** power / 3600
        lines.append(f"- {words}: growth exponent {grown:.2f}, taken as {power:.2f}: {hours:.0f} core hours")
    disk = last.bytes / last.edges * GOAL / 1e9
    return [*lines, f"- the table `steps`: {last.bytes / last.edges:.1f} bytes an edge, {disk:.0f} GB"]


def block(known: list[Measured], version: str) -> str:
    """Return what is written between the marks."""
    head = ["edges", "`steps`, MB", "first answer, s", "routes again, s", "reach, s", "routes alone, s"]
    head += ["routes", "reached", "load"]
    rows = [
        (
            *(f"{m.edges:,}", f"{m.bytes / 1e6:.1f}"),
            *(f"{seconds:.0f}" for seconds in (m.first, m.routes, m.reach)),
            f"{m.alone:.2g}",
            *(f"{m.found:,}", f"{m.reached:,}", f"{m.load:.1f}"),
        )
        for m in known
    ]
    lines = [
        "*First answer*: what no question changes, and the routes; *again*: the routes; *alone*: the built-in search,",
        "plain Python, its index there. The routes are as many both ways.",
        "",
        f"pyspark {version}, Python {platform.python_version()}, {os.cpu_count()} cores that others use too; the load",
        f"beside each row is that of the machine at its end. Measured on {time.strftime('%Y-%m-%d')}.",
        "",
        f"| {' | '.join(head)} |",
        f"|{' --- |' * len(head)}",
        *(f"| {' | '.join(row)} |" for row in rows),
        *estimated(known),
    ]
    return "\n".join(lines)


def written(text: str) -> None:
    """Put ``text`` between the marks of the page."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("edges", nargs="*", type=lambda text: int(float(text)), help="sizes (default 1e5 1e6 1e7)")
    parser.add_argument("--smoke", action="store_true", help="two small graphs; write nothing")
    options = parser.parse_args()
    sizes = SMOKE if options.smoke else sorted(options.edges) or SIZES
    if len(sizes) < 2:
        parser.error("growth needs two sizes at least")
    listed = (ROOT / "tests" / "receivers" / "requirements" / "spark.txt").read_text(encoding="utf-8")
    pyspark = dict(line.split("==") for line in listed.split())["pyspark"]
    graph, known = kg.load(), []
    for size in sizes:
        known.append(one(graph, size))
        print(known[-1])
        # After each size, so that what was measured stands when a larger one does not end.
        if len(known) > 1 and not options.smoke:
            written(block(known, pyspark))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
