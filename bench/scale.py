"""Routes on generated graphs, from two thousand edges to five million, against networkx, igraph and Ladybug."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from math import log
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bench.generate import Columns, generate, measured
from bench.measure import ROOT, Line, run
from kg.api import Graph
from kg.search import Ask
from kg.search.engine import best

QUESTIONS = 10
SMALL, SIZES = 2_000, (100_000, 1_000_000, 5_000_000)
SMOKE_SIZES = (5_000,)
ENGINES = ("plain", "compiled")
_LIMITS = {"plain": (4.0, 70.0), "compiled": (0.1, 10.0)}
_FASTER = {"plain": 100.0, "compiled": 1000.0}
_BYTES, _RATE, _PEERS = 100.0, 0.5, 10.0

Told = dict[str, Any]


def scale(graph: Graph, smoke: bool) -> list[Line]:
    """Return the lines of all sizes; smoke takes small ones, and no peer that has to be fetched."""
    mix = measured(graph)
    lines = enumerated(generate(mix, SMALL))
    bare = median(run([sys.executable, "-c", "pass"]).seconds for _ in range(3 if smoke else 15))
    totals: dict[str, list[tuple[int, float]]] = {}
    for size in SMOKE_SIZES if smoke else SIZES:
        lines += ranked(generate(mix, size), bare, totals, () if smoke else ("igraph", "ladybug"))
    return lines + [_growth(who, known) for who, known in totals.items() if len(known) > 1]


def enumerated(columns: Columns) -> list[Line]:
    """All routes up to six steps, equal to those of networkx."""
    with tempfile.TemporaryDirectory() as name:
        folder = _written(Path(name), columns, steps=6, best=0)
        peer = _told([sys.executable, "bench/peer_paths.py", "networkx", name])
        lines = []
        for engine in ENGINES:
            ours = _told([sys.executable, "-m", "bench.searched", engine, str(folder)])
            if _routes(ours) != _routes(peer):
                raise RuntimeError(f"the {engine} search and networkx find different routes")
            count = sum(len(answer["routes"]) for answer in ours["answers"])
            what = f"all {count} routes ≤ 6 steps, {_edges(columns)}, {engine}, times faster"
            ratio = _sum(peer) / _sum(ours)
            lines.append(
                Line(what=what, peer="networkx, same routes", ratio=ratio, limit=_FASTER[engine], at_most=False)
            )
        return lines


def ranked(
    columns: Columns, bare: float, totals: dict[str, list[tuple[int, float]]], peers: tuple[str, ...]
) -> list[Line]:
    """The ten best routes of at most four steps; the seconds of all questions are added to ``totals``."""
    size, edges = len(columns.source), _edges(columns)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as name:
        folder = _written(Path(name), columns, steps=4, best=10)
        told = {engine: _told([sys.executable, "-m", "bench.searched", engine, str(folder)]) for engine in ENGINES}
        if _exact(told["plain"]) != _exact(told["compiled"]):
            raise RuntimeError("the plain and the compiled search find different routes")
        for peer in peers:
            told[peer] = _told([str(_interpreter()), "bench/peer_paths.py", peer, str(folder)])
    for engine in ENGINES:
        lines += _own(told[engine], engine, edges, size, bare)
    for peer in peers:
        if not _agree(columns, told["plain"], told[peer]):
            raise RuntimeError(f"{peer} finds shorter or longer routes than the search")
        for engine in ENGINES:
            what, ratio = f"10 best routes, {edges}, {engine}, times faster", _sum(told[peer]) / _sum(told[engine])
            limit, memory = _PEERS if engine == "compiled" else None, told[peer]["megabytes"]
            lines.append(Line(what=what, peer=peer, ratio=ratio, limit=limit, at_most=False, memory=memory))
    for who, found in told.items():
        totals.setdefault(who, []).append((size, _sum(found)))
    return lines


def _own(told: Told, engine: str, edges: str, size: int, bare: float) -> list[Line]:
    seconds = [answer["seconds"] / bare for answer in told["answers"]]
    middle, worst = _LIMITS[engine]
    what, memory = f"10 best routes, {edges}, {engine}", told["megabytes"]
    rate, each = size / told["building"] / 1e6, told["bytes"] / size
    return [
        Line(what=f"{what}, median", peer="`python -c pass`", ratio=median(seconds), limit=middle),
        Line(what=f"{what}, worst", peer="`python -c pass`", ratio=max(seconds), limit=worst, memory=memory),
        Line(what=f"index, {edges}, {engine}", peer="bytes an edge", ratio=each, limit=_BYTES, unit=" B"),
        Line(
            what=f"index built, {edges}, {engine}",
            peer="million edges a second",
            ratio=rate,
            limit=_RATE if engine == "compiled" else None,
            at_most=False,
            unit=" M/s",
        ),
    ]


def _growth(who: str, known: list[tuple[int, float]]) -> Line:
    """The exponent with which the time of ten questions grows from the least to the greatest graph."""
    (small, fast), (large, slow) = known[0], known[-1]
    ratio = log(slow / fast) / log(large / small)
    return Line(what=f"10 best routes, growth from {small:.0e} to {large:.0e} edges", peer=who, ratio=ratio, unit="")


def _written(folder: Path, columns: Columns, *, steps: int, best: int) -> Path:
    """Write the columns and ten questions to which there is an answer; return the folder."""
    for name in ("source", "target", "sign"):
        getattr(columns, name).tofile(folder / name)
    asked = {"nodes": columns.nodes, "edges": len(columns.source), "steps": steps, "best": best}
    (folder / "questions.json").write_text(json.dumps({**asked, "pairs": _pairs(columns, steps)}))
    return folder


def _pairs(columns: Columns, steps: int) -> list[tuple[int, int]]:
    """Ten pairs of nodes between which there is a route."""
    dice, index = np.random.default_rng(7), columns.indexed()
    begins, ends = np.unique(columns.source), np.unique(columns.target)
    pairs: list[tuple[int, int]] = []
    while len(pairs) < QUESTIONS:
        pair = int(dice.choice(begins)), int(dice.choice(ends))
        if pair[0] != pair[1] and best(Ask(index, pair[0], {pair[1]: 0}, steps, [0]), 1).routes:
            pairs.append(pair)
    return pairs


def listed() -> str:
    """Return the peers that are fetched, with their versions."""
    lines = (ROOT / "tests" / "receivers" / "requirements" / "graphs.txt").read_text(encoding="utf-8").split()
    named = dict(line.split("==") for line in lines)
    return ", ".join(f"{name} {named[name]}" for name in ("igraph", "ladybug"))


def _interpreter() -> Path:
    """The environment of the peers, made once."""
    from tests.receivers.python import interpreter

    return interpreter("graphs")


def _told(command: list[str]) -> Told:
    told: Told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    return told


def _sum(told: Told) -> float:
    return float(sum(answer["seconds"] for answer in told["answers"]))


def _exact(told: Told) -> list[list[list[int]]]:
    return [answer["routes"] for answer in told["answers"]]


def _routes(told: Told) -> list[list[list[int]]]:
    return [sorted(answer["routes"]) for answer in told["answers"]]


def _agree(columns: Columns, ours: Told, peer: Told) -> bool:
    """Whether the routes of a peer that pass no node twice, and have at most four steps, are as long as ours."""
    for own, other in zip(ours["answers"], peer["answers"], strict=True):
        found = sorted(len(route) for route in other["routes"] if len(route) <= 4 and _simple(columns, route))
        known = [len(route) for route in own["routes"]]
        if found != known[: len(found)] or not found:
            return False
    return True


def _simple(columns: Columns, route: list[int]) -> bool:
    passed = [int(columns.target[edge]) for edge in route]
    return len(passed) == len(set(passed)) and int(columns.source[route[0]]) not in passed


def _edges(columns: Columns) -> str:
    return f"{len(columns.source):,} edges"
