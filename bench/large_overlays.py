"""Overlays of up to a million edges: what an answer over them costs, and how the rules grow with them.

``python -m bench.large_overlays [SIZE …]`` prints the lines alone; four sizes as in ``SIZES``, or those.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import pyoxigraph as ox

import kg
from bench.generate import Columns, generate, measured
from bench.measure import Cost, Line, run
from kg.api import Graph
from kg.base.namespaces import ENT, RDFS_LABEL, REL, SB
from kg.rdf import catalogue
from kg.rdf.loader import load_store
from kg.rdf.rules import derive, rules

SIZES = 10**5, 10**6, 10**4, 10**6
"""Assertions in Turtle, unreviewed edges, and the two numbers of assertions between which the rules grow."""
SMOKE_SIZES = 2_000, 2_000, 500, 2_000
_SEED, _CURATED, _COUNTS, _ROUNDS = 4711, 1000, 0.05, 5
_LIMIT = 70.0
_QUESTION = ["explain", "raloxifene", "bone mass", "--data"]
_SIGNED = {1: "increases-expression-of", -1: "decreases-expression-of"}
_CONTEXT = {
    "subject_anatomy": "subjectAnatomy",
    "object_anatomy": "objectAnatomy",
    "milieu": "inMilieu",
    "species": "inSpecies",
    "sex": "inSex",
    "ligand": "withLigand",
}
_ON_RECORD = " ; ".join(
    f"<{SB}{name}> <{value}>"
    for name, value in {
        "direction": SB + "supports",
        "verification": SB + "verifiedInAbstract",
        "inSystem": ENT + "human-cells",
    }.items()
)


def lines(graph: Graph, sizes: tuple[int, int, int, int] = SIZES) -> list[Line]:
    """Return the cost of answers over overlays of both kinds, and the growth of the rules."""
    mix = measured(graph)
    asserted, listed, *bounds = (generate(mix, size, _SEED) for size in sizes)
    with tempfile.TemporaryDirectory() as room:
        files = [Path(room) / name for name in ("own.ttl", "mined.tsv")]
        write_assertions(graph, asserted, files[0])
        write_list(graph, listed, files[1])
        found = [line for file, size in zip(files, sizes, strict=False) for line in _answered(file, size)]
        costs = [_costs(graph, columns, Path(room) / "rules.ttl") for columns in bounds]
    return found + _growth(costs, sizes[2:])


def write_assertions(graph: Graph, columns: Columns, path: Path) -> None:
    """Write assertions as Turtle: contexts and signs of the curated ones, each with an evidence line of its own.

    One end in a thousand is a thing of the graph, so that routes lead into the overlay and out of it.
    """
    works, ends = sorted(graph.section("references")), _ends(graph, columns)
    contexts = _contexts(graph)
    with path.open("w", encoding="utf-8") as file:
        for node in range(columns.nodes):
            file.write(f'<urn:own:{node}> a <{SB}GeneProduct> ; <{RDFS_LABEL}> "protein {node}"@en .\n')
        for number, (begin, end) in enumerate(ends):
            relation, context = _SIGNED[int(columns.sign[number])], contexts[int(columns.kind[number])]
            file.write(
                f'<urn:own:a{number}> a <{SB}Assertion> ; <{RDFS_LABEL}> "finding {number}"@en ; '
                f"<{SB}subject> <{begin}> ; <{SB}relation> <{REL}{relation}> ; <{SB}object> <{end}>{context} .\n"
                f'<urn:own:e{number}> a <{SB}EvidenceLine> ; <{RDFS_LABEL}> "paper on {number}"@en ; {_ON_RECORD} ; '
                f"<{SB}evidenceFor> <urn:own:a{number}> ; <{SB}reference> <{works[number % len(works)]}> .\n"
            )


def write_list(graph: Graph, columns: Columns, path: Path) -> None:
    """Write the same edges as a plain signed list, which nobody reviewed."""
    with path.open("w", encoding="utf-8") as file:
        file.write("source\ttarget\tsign\n")
        for number, (begin, end) in enumerate(_ends(graph, columns)):
            file.write(f"{begin}\t{end}\t{'+' if columns.sign[number] > 0 else '-'}\n")


def _ends(graph: Graph, columns: Columns) -> Iterator[tuple[str, str]]:
    dice, curated = np.random.default_rng(_SEED), list(graph.network.places)
    drawn = dice.integers(0, len(curated) * _CURATED, (len(columns.source), 2))
    for row, source, target in zip(drawn.tolist(), columns.source.tolist(), columns.target.tolist(), strict=True):
        begin, end = (curated[at] if at < len(curated) else None for at in row)
        yield begin or f"urn:own:{source}", end or f"urn:own:{target}"


def _contexts(graph: Graph) -> list[str]:
    """What an assertion of each kind says of where it was shown, as the end of a statement in Turtle."""
    walked = graph.section("walked")
    kinds, sets = walked["kinds"], walked["sets"]
    return [
        "".join(
            f" ; <{SB}{predicate}> <{value}>"
            for column, predicate in _CONTEXT.items()
            for value in sets[kinds[column][number]]
        )
        for number in range(len(kinds["rule"]))
    ]


def _answered(file: Path, size: int) -> list[Line]:
    """The first answer, which compiles, and those after it; whole processes."""
    with tempfile.TemporaryDirectory() as cache:
        where = {"SERM_BONE_CACHE": cache}
        command = [str(Path(sys.executable).parent / "kg"), *_QUESTION, str(file)]
        run(command[:-2], where)  # the packaged graph, which everybody has compiled
        first, later = run(command, where), [_later(command, where) for _ in range(_ROUNDS)]
    kind = "assertions in Turtle" if file.suffix == ".ttl" else "unreviewed edges"
    what, bare = f"`kg explain`, cold, over {size:,} {kind}", median(pair[0].seconds for pair in later)
    told = median(pair[1].seconds for pair in later) / bare
    memory = max(pair[1].megabytes for pair in later)
    return [
        Line(what=what, peer="`python -c pass`", ratio=told, limit=_LIMIT, memory=memory),
        Line(what=f"{what}, compiled first", peer="seconds", ratio=first.seconds, unit=" s", memory=first.megabytes),
    ]


def _later(command: list[str], where: dict[str, str]) -> tuple[Cost, Cost]:
    return run([sys.executable, "-c", "pass"]), run(command, where)


def _costs(graph: Graph, columns: Columns, path: Path) -> dict[str, float]:
    """Return rule -> its CPU seconds over these assertions."""
    write_assertions(graph, columns, path)
    store, names = load_store([path]), [rule.path.stem for rule in rules()]
    return dict(zip(names, timed(store), strict=True))


def timed(store: ox.Store) -> Iterable[float]:
    """Derive in ``store``; return the CPU seconds of each rule, charged with the next query too: the first after a
    large write pays for it.
    """
    marks: list[float] = []

    def mark(_done: int, _all: int) -> None:
        catalogue.rows(store, "populations")
        marks.append(time.process_time())

    derive(store, mark)
    mark(0, 0)
    return [after - before for before, after in pairwise(marks)]


def _growth(costs: list[dict[str, float]], sizes: tuple[int, int]) -> list[Line]:
    factor, note = math.log(sizes[1] / sizes[0]), f"{sizes[0]:,} to {sizes[1]:,} assertions"
    steep = {name: math.log(costs[1][name] / costs[0][name]) / factor for name in costs[0] if costs[1][name] > _COUNTS}
    whole = math.log(sum(costs[1].values()) / sum(costs[0].values())) / factor
    worst = max(steep, key=lambda name: steep[name], default="none")
    peer, what = "growth in step with the assertions", "growth of the rules over an overlay"
    return [
        Line(what=f"{what}, exponent", peer=peer, ratio=whole, limit=1.2, unit="", note=note),
        Line(what=f"{what}, steepest", peer=peer, ratio=steep.get(worst, 0.0), limit=1.2, unit="", note=f"`{worst}`"),
    ]


def main() -> int:
    """Print the lines."""
    sizes = tuple(map(int, sys.argv[1:5])) or SIZES
    for line in lines(kg.load(), sizes):  # type: ignore[arg-type]
        kept = "" if line.kept else " NO"
        told = (line.what, line.peer, f"{line.ratio:.3g}{line.unit}", f"{line.limit}{kept}", line.memory, line.note)
        print(*told, sep=" | ", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
