"""Ask ``kg.spark`` in an environment of its own, with two worker processes, and find the same answers without it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kg.api import Graph
from kg.base.prefixes import compress
from kg.network.context import Grader
from kg.network.encoding import numbered
from kg.reasoning.routes import Search
from kg.search import CLOSED
from kg.search.csr_graph import Index
from tests.receivers.java import runtime
from tests.receivers.python import interpreter

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).parent / "programs" / "spark_answers.py"
MASTER = "local-cluster[2,1,1024]"
Route = tuple[str, str, str, int, tuple[str, ...], tuple[str, ...]]


def asked(folder: Path, asks: Sequence[dict[str, Any]], path: Sequence[Path] = (), **more: Any) -> dict[str, Any]:
    """Return what the program tells of ``asks``, a job that has ``more`` besides, with ``path`` among its modules.

    Skips the test where pyspark or Java cannot be had.
    """
    java, python = runtime(17), interpreter("spark")
    job = folder.parent / f"{folder.name}-job.json"
    job.write_text(json.dumps({"folder": str(folder), "master": MASTER, "asks": asks, **more}))
    environment = {
        **os.environ,
        "JAVA_HOME": str(java.parents[1]),
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT, *path))),
    }
    done = subprocess.run(
        [python, PROGRAM, job],
        capture_output=True, text=True, timeout=900, check=False, env=environment, cwd=folder.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def routes(told: dict[str, Any]) -> list[Route]:
    """Return the routes of an answer, sorted: source, target, grade, sign, edges, nodes."""
    return sorted(
        (row["source"], row["target"], row["grade"], row["sign"], tuple(row["edges"]), tuple(row["nodes"]))
        for row in told["rows"]
    )


def reached(
    index: Index, ranks: Sequence[int], source: int, steps: int, barred: Iterable[int]
) -> dict[tuple[int, int], int]:
    """Return ``node, sign`` -> the least number of steps of a way, by a walk over single states."""
    kinds, closed = index.kinds, set(barred)
    layer = {(source, 0, 0, 1)}
    seen = set(layer)
    found: dict[tuple[int, int], int] = {}
    for taken in range(1, steps + 1):
        fresh = set()
        for node, place, side, sign in layer:
            for edge in range(index.first[node], index.first[node + 1]):
                kind, to = index.kind[edge], int(index.target[edge])
                own = kinds.sides[kind]
                if to == source or ranks[kind] >= CLOSED or edge in closed or (side and own and side != own):
                    continue
                if not kinds.meet(place, kinds.leaves[kind]):
                    continue
                there = 0 if index.free[to] else int(kinds.reaches[kind])
                fresh.add((to, there, side or own, sign * int(index.sign[edge])))
        layer = fresh - seen
        seen |= layer
        for node, _, _, sign in layer:
            found.setdefault((node, sign), taken)
    return found


def unsound(graph: Graph) -> list[int]:
    """Return the edges that do not stand, by number."""
    edges = numbered(graph.network).edges
    return [number for number, edge in enumerate(edges) if not graph.standing().stands(edge.iri)]


def ways_of(search: Search, grader: Grader, targets: dict[str, int], source: str, target: str) -> list[Route]:
    """Return the routes that a search found, as ``routes`` does those of Spark; grades by the grader, not by kind."""
    from kg.network.context import GENERALISED, GRADES

    found = []
    for route in search.routes:
        grades = [
            max(grader.fit(edge.iri, search.network.item(edge.iri)).grade, GENERALISED if edge.widened else 0)
            for edge in route.edges
        ]
        grade = GRADES[max(*grades, targets[route.edges[-1].target])] if grades else ""
        edges = tuple(compress(edge.iri) for edge in route.edges)
        nodes = tuple(compress(edge.target) for edge in route.edges)
        found.append((compress(source), compress(target), grade, route.sign, edges, nodes))
    return found


def complete(search: Search, max_steps: int, work: int) -> int | None:
    """Return the number of steps after which the question of a search looks at more than ``work`` edges in one step;
    None where it never does. Ways are grown one by one, each from which an end is near enough.
    """
    ask = search._ask
    assert ask is not None
    index, kinds, barred = ask.graph, ask.graph.kinds, set(search.barred)
    fallen = set(ask.barred)
    near, layer = dict.fromkeys(ask.ends, 0), set(ask.ends)
    for need in range(1, max_steps):
        arriving = (range(index.back_first[node], index.back_first[node + 1]) for node in layer)
        back = (index.back[at] for places in arriving for at in places)
        layer = {index.source[edge] for edge in back if edge not in fallen} - near.keys()
        near |= dict.fromkeys(layer, need)
    ways = [(ask.source, 0, 0, frozenset({ask.source}))]
    for taken in range(max_steps):
        nodes = [way[0] for way in ways]
        leaving = [[e for e in range(index.first[node], index.first[node + 1]) if e not in fallen] for node in nodes]
        if sum(map(len, leaving)) > work:
            return taken
        grown = []
        for (_, place, side, seen), edges in zip(ways, leaving, strict=True):
            for edge in edges:
                kind, to = index.kind[edge], int(index.target[edge])
                own = kinds.sides[kind]
                if to in seen or to in ask.ends or near.get(to, max_steps) > max_steps - taken - 1 or edge in barred:
                    continue
                if ask.ranks[kind] >= CLOSED or (side and own and side != own):
                    continue
                if not kinds.meet(place, kinds.leaves[kind]):
                    continue
                there = 0 if index.free[to] else int(kinds.reaches[kind])
                grown.append((to, there, side or own, seen | {to, *index.covers.get(edge, ())}))
        ways = grown
    return None
