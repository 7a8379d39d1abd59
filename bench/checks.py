"""How long checks take: the shapes against pyshacl and pyshacl-turbo, and how shapes, queries and rules grow."""

from __future__ import annotations

import math
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pyshacl

from bench.generate_records import Records
from bench.large_overlays import timed
from bench.measure import ROOT, Line, in_process, run
from kg.api import Graph
from kg.base.resources import folder
from kg.check import quality, shacl
from kg.check.columnar import Engine
from kg.check.shapes import Shapes, load_shapes
from kg.check.to_rdflib import graph_of
from kg.rdf import catalogue
from kg.rdf.rules import rules

_SEED = 4711
_SMALL, _LARGE = 3, 28  # rounds of records: 1.5·10^5 and 10^6 triples
_SPOILT = 1000  # one record in so many
_BARE = "bare look-ups"
_COUNTS = 0.05  # seconds; what takes less at the large size has no growth worth telling


def packaged(graph: Graph, rounds: int) -> list[Line]:
    """The shapes on the packaged graph, both sides in memory: columns of a store, and pyshacl on an rdflib graph."""
    shapes, data, store = load_shapes(), graph_of(graph.store), ox.Store()
    store.bulk_extend(graph.store)

    def by_pyshacl() -> None:
        pyshacl.validate(data, shacl_graph=shapes.graph, inference="none", inplace=True, allow_warnings=True)

    ways: dict[str, Callable[[], object]] = {"pyshacl": by_pyshacl, "sets": lambda: _ran(store, shapes)}
    found = [set(shacl.validate(store, shapes, engine=engine)) for engine in shacl.ENGINES]
    if found[0] != found[1]:
        raise RuntimeError("the shapes have other results by sets than by pyshacl")
    seconds = in_process(ways, max(1, rounds // 5))
    what, ratio = "shapes on the packaged graph, times faster", seconds["pyshacl"] / seconds["sets"]
    return [Line(what=what, peer="pyshacl on rdflib, same results", ratio=ratio, limit=50.0, at_most=False)]


def _ran(store: ox.Store, shapes: Shapes) -> int:
    return sum(1 for _ in Engine(store, shapes.program).results())


def large(rounds: int) -> list[Line]:
    """The shapes on a file of 10^6 triples, some spoilt: whole processes, with the results compared."""
    with tempfile.TemporaryDirectory() as room:
        data, shapes = Path(room) / "records.nq", Path(room) / "shapes.ttl"
        store = Records().store(rounds)
        _spoil(store)
        store.dump(str(data), format=ox.RdfFormat.N_QUADS)
        shapes.write_text(
            "\n".join(path.read_text("utf-8") for path in sorted(folder("shapes").glob("*.ttl"))), "utf-8"
        )
        ours = [sys.executable, "-m", "bench.check_child", str(data)]
        theirs = [str(_turbo(Path(room) / "venv")), "bench/peer_turbo.py", str(data), str(shapes)]
        told = [
            subprocess.run(way, cwd=ROOT, capture_output=True, text=True, check=True).stdout for way in (ours, theirs)
        ]
        if told[0] != told[1]:
            raise RuntimeError(f"shapes on {len(store)} triples: {told[0]!r} by sets, {told[1]!r} by pyshacl-turbo")
        costs = run(ours), run(theirs)
        what, peer, note = (
            "shapes on 10^6 triples from a file",
            "pyshacl-turbo, same results",
            f"{len(store):,} triples",
        )
        time, memory = costs[0].seconds / costs[1].seconds, costs[0].megabytes / costs[1].megabytes
        return [
            Line(what=what, peer=peer, ratio=time, limit=1.0, memory=costs[0].megabytes, note=note),
            Line(what=f"{what}, memory", peer=peer, ratio=memory, limit=1.0, note=note),
        ]


def _told(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _turbo(place: Path) -> Path:
    """Return the Python of an environment with pyshacl-turbo, as pinned; the package is no part of ours."""
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    python = place / "bin" / "python"
    pinned = ROOT / "bench" / "requirements" / "pyshacl-turbo.txt"
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps")
    subprocess.run([python, "-m", "pip", "install", *quiet, "--requirement", pinned], check=True)
    return python


def _spoil(store: ox.Store) -> None:
    """Take one statement in a thousand out, and put a stranger in the place of another."""
    draw, stranger = random.Random(_SEED), ox.NamedNode("http://example.org/stranger")
    quads = sorted(store, key=str)
    for number, quad in enumerate(draw.sample(quads, 2 * len(quads) // _SPOILT)):
        store.remove(quad)
        if number % 2:
            store.add(ox.Quad(quad.subject, quad.predicate, stranger, quad.graph_name))


def growth(small: int = _SMALL, large: int = _LARGE) -> list[Line]:
    """How shapes, quality queries, catalogued queries and rules grow between two sizes of the graph, by CPU time; and
    bare look-ups, which take longer in a larger store.
    """
    records = Records()
    costs: dict[str, dict[str, list[_Cost]]] = {}
    sizes = []
    for count in (small, large):
        store = records.store(count)
        for kind, name, cost in _costs(store):
            costs.setdefault(kind, {}).setdefault(name, []).append(cost)
        sizes.append(len(store))
    factor, peer = math.log(sizes[1] / sizes[0]), "growth in step with the graph"
    lines = []
    for kind, told in costs.items():
        whole = [sum(cost[place].seconds for cost in told.values()) for place in (0, 1)]
        exponent, note = math.log(whole[1] / whole[0]) / factor, f"{sizes[0]:,} to {sizes[1]:,} triples"
        what, limit = f"growth of the {kind}", None if kind == _BARE else 1.2
        lines.append(Line(what=f"{what}, exponent", peer=peer, ratio=exponent, limit=limit, unit="", note=note))
        steep = {name: math.log(b.seconds / a.seconds) / factor for name, (a, b) in told.items() if b.seconds > _COUNTS}
        if len(told) > 1 and steep:
            worst = max(steep, key=lambda name: steep[name])
            rows = [cost.rows for cost in told[worst]]
            note = f"`{worst}`" + (f", its rows {math.log(rows[1] / rows[0]) / factor:.2f}" if all(rows) else "")
            lines.append(Line(what=f"{what}, steepest", peer=peer, ratio=steep[worst], limit=1.2, unit="", note=note))
    return lines


class _Cost(NamedTuple):
    """CPU seconds, and how many rows there were; 0 where they are not counted."""

    seconds: float
    rows: int = 0


def _costs(store: ox.Store) -> Iterator[tuple[str, str, _Cost]]:
    """Derive, check and ask a store; yield kind, name and cost of each part."""
    for rule, seconds in zip(rules(), timed(store), strict=True):
        yield "rules", rule.path.stem, _Cost(seconds)
    shapes = load_shapes()
    yield "shapes", "all", _cost(lambda: _ran(store, shapes))
    for asked in quality.queries():
        yield "quality queries", asked.rule, _cost(lambda one=asked: sum(1 for _ in quality.rows(store, one)))  # type: ignore[misc]
    for name in catalogue.names():
        text = catalogue.question(name).text
        yield "catalogued queries", name, _cost(lambda text=text: _count(store, text))  # type: ignore[misc]
    subjects = sorted({quad.subject for quad in store}, key=hash)  # in no order that the store has
    yield _BARE, "all", _cost(lambda: sum(1 for one in subjects for _ in store.quads_for_pattern(one, None, None)))


def _count(store: ox.Store, text: str) -> int:
    return sum(1 for _ in store.query(text, use_default_graph_as_union=True))  # type: ignore[misc, union-attr]


def _cost(way: Callable[[], int]) -> _Cost:
    """The cost of what can be done again: the least of three, since a hundredth of a second is measured badly."""
    costs = []
    for _ in range(3):
        start = time.process_time()
        rows = way()
        costs.append(_Cost(time.process_time() - start, rows))
    return min(costs)


def lines(graph: Graph, rounds: int, *, smoke: bool) -> list[Line]:
    """Return every line on checks; ``smoke`` takes small graphs."""
    sizes = (1, 2) if smoke else (_SMALL, _LARGE)
    return [*packaged(graph, rounds), *large(1 if smoke else _LARGE), *growth(*sizes)]


def main() -> int:
    """Print the lines on checks alone: ``python -m bench.checks [--smoke]``."""
    import kg

    for line in lines(kg.load(), 5, smoke="--smoke" in sys.argv):
        kept = "" if line.kept else " NO"
        print(f"{line.what} | {line.peer} | {line.ratio:.3g}{line.unit} | {line.limit}{kept} | {line.memory}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
