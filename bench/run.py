"""Measure what users wait for, as ratios to peers run in the same minutes.

Prints the table and writes ``docs/performance.md``.

``python -m bench.run [--smoke] [--guard] [--part NAME …]``: smoke runs everything once, compares the answers, judges
and writes nothing; guard writes nothing and fails where a ratio is 1.5 times worse than that of the page. A part
(``routes`` on graphs up to five million edges, ``overlays`` and ``exports`` of a million) is measured alone, in up to
half an hour and 13 GB, and is written in its place on the page; the peers are fetched once.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import reduce
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import kg
from bench import checks, large_overlays, overlaid
from bench.exports import exports, exports_at_scale
from bench.guard import regressions
from bench.loads import loading
from bench.measure import ROOT, Line, in_process, interleaved, run
from bench.page import PAGE, WORDS, in_place, page, part, parts, shown
from bench.scale import listed, scale
from kg.api import Graph
from kg.rdf import catalogue

PYTHON = sys.executable
QUESTION = ["toremifene", "lumbar spine BMD", "--population", "men on ADT"]
OUTCOMES = ["outcomes", "--drug", "toremifene", "--endpoint", "lumbar spine BMD"]
NETWORKX_STEPS = 4


def kg_command(*arguments: str) -> list[str]:
    """Return the command line of a verb, as this environment installed it."""
    return [str(Path(PYTHON).parent / "kg"), *arguments]


def agree(verb: str, count: int) -> None:
    """Return where the rdflib peer gives as many rows; raises ``RuntimeError`` otherwise."""
    command = [PYTHON, "-m", "bench.peer_rdflib", verb]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    if told.count("\n") != count:
        raise RuntimeError(f"kg {verb} gives {count} rows and plain rdflib {told.count(chr(10))}")


def cold(rounds: int) -> list[Line]:
    """Whole processes: what a command costs before and with its answer."""
    kg.load().section("counts")
    commands = {
        "python": [PYTHON, "-c", "pass"],
        "kg --help": kg_command("--help"),
        "kg outcomes": kg_command(*OUTCOMES),
        "kg ask": kg_command("ask", "marker-changes"),
        "kg explain": kg_command("explain", *QUESTION),
        "kg concordance": kg_command("concordance"),
        "kg robust": kg_command("robust", *QUESTION),
    }
    costs = interleaved(commands, rounds)
    limits = {
        "kg --help": 5.0,
        "kg outcomes": 6.0,
        "kg ask": 6.0,
        "kg explain": 10.0,
        "kg concordance": 25.0,
        "kg robust": 40.0,
    }
    lines = [
        Line(
            what=f"`{name}`, cold",
            peer="`python -c pass`",
            ratio=costs[name].seconds / costs["python"].seconds,
            limit=limit,
            memory=costs[name].megabytes,
        )
        for name, limit in limits.items()
    ]
    agree("outcomes", len(kg.load().outcomes(drug="toremifene", endpoint="lumbar spine BMD")))
    agree("ask", len(kg.load().ask("marker-changes")))
    for verb in ("outcomes", "ask"):
        peer = [PYTHON, "-m", "bench.peer_rdflib", verb]
        lines.append(faster(commands[f"kg {verb}"], peer, f"`kg {verb}`", "plain rdflib from Turtle", 5.0, rounds))
    with tempfile.TemporaryDirectory() as folder:
        kg.load().export("nquads", folder)
        (release,) = Path(folder).glob("*.nq")
        for verb in ("explain", "concordance", "robust"):
            for engine in ("rdflib", "networkx"):
                peer = [PYTHON, "-m", f"bench.peer_{engine}", verb, str(release)]
                told = "plain rdflib from N-Quads" if engine == "rdflib" else "networkx on rdflib"
                lines.append(faster(commands[f"kg {verb}"], peer, f"`kg {verb}`", told, 20.0, rounds))
    return lines


def faster(command: list[str], peer: list[str], what: str, told: str, least: float, rounds: int) -> Line:
    """Return how many times faster than its peer a command is, both as whole processes."""
    pair = interleaved({"kg": command, "peer": peer}, max(1, rounds // 5))
    return Line(
        what=f"{what}, times faster, cold",
        peer=told,
        ratio=pair["peer"].seconds / pair["kg"].seconds,
        limit=least,
        at_most=False,
        memory=pair["peer"].megabytes,
    )


def catalogued(graph: Graph, rounds: int) -> list[Line]:
    """Every catalogued query against the bare engine on the same store, all rows taken."""
    store = graph.store
    ratios: dict[str, float] = {}
    for name in catalogue.names():
        asked = catalogue.question(name)

        def raw(text: str = asked.text) -> list[Any]:
            return list(store.query(text, use_default_graph_as_union=True))  # type: ignore[arg-type]

        def ours(name: str = name) -> Any:
            return list(graph.ask(name))

        if len(raw()) != len(ours()):
            raise RuntimeError(f"{name} gives other rows than the bare engine")
        seconds = in_process({"raw": raw, "ours": ours}, rounds)
        ratios[name] = seconds["ours"] / seconds["raw"]
    worst = max(ratios, key=lambda name: ratios[name])
    return [
        Line(what="catalogued queries, median", peer="bare pyoxigraph", ratio=median(ratios.values())),
        Line(
            what="catalogued queries, worst", peer="bare pyoxigraph", ratio=ratios[worst], limit=1.2, note=f"`{worst}`"
        ),
    ]


def building(rounds: int) -> list[Line]:
    """A release from nothing: no cache, checks included."""
    costs = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            bare = run([PYTHON, "-c", "pass"])
            whole = run(kg_command("build", "-o", f"{folder}/build"), {"SERM_BONE_CACHE": f"{folder}/cache"})
            costs.append((whole, bare))
    seconds = median(whole.seconds for whole, _ in costs)
    memory = max(whole.megabytes for whole, _ in costs)
    multiple = median(whole.seconds / bare.seconds for whole, bare in costs)
    return [
        Line(what="`kg build` from nothing", peer="seconds", ratio=seconds, limit=15.0, unit=" s", memory=memory),
        Line(what="`kg build` from nothing", peer="`python -c pass`", ratio=multiple),
        Line(what="`kg build`, peak memory", peer="megabytes", ratio=memory, limit=500.0, unit=" MB"),
    ]


def answering(graph: Graph, rounds: int) -> list[Line]:
    """An answer within a running process, against starting one."""
    bare = median(run([PYTHON, "-c", "pass"]).seconds for _ in range(max(3, rounds)))
    source, target, _, people = QUESTION
    seconds = in_process({"explain": lambda: graph.explain(source, target, population=people)}, rounds)["explain"]
    what = "`graph.explain`, in a running process"
    return [Line(what=what, peer="`python -c pass`", ratio=seconds / bare, limit=1.5)]


def walking(graph: Graph, rounds: int) -> list[Line]:
    """Routes by the built-in search and by networkx: the same set, and how long each takes."""

    def routes(engine: str) -> Callable[[], set[tuple[str, ...]]]:
        def walk() -> set[tuple[str, ...]]:
            found = graph.paths(
                QUESTION[0], QUESTION[1], engine=engine, max_steps=NETWORKX_STEPS, population="men on ADT"
            )
            return {tuple(step.assertion for step in route.steps) for route in found}

        return walk

    if routes("search")() != routes("networkx")():
        raise RuntimeError("the built-in search and networkx find different routes")
    seconds = in_process({name: routes(name) for name in ("search", "networkx")}, max(1, rounds // 5))
    what = f"routes up to {NETWORKX_STEPS} steps, times faster, graded and written out"
    ratio = seconds["networkx"] / seconds["search"]
    return [Line(what=what, peer="networkx, same routes", ratio=ratio, at_most=False)]


def at_scale(name: str, graph: Graph, *, smoke: bool) -> tuple[list[Line], str]:
    """Measure a part; return its lines, and what of the page they make."""
    versions = ""
    if name == "routes":
        lines = scale(graph, smoke)
        versions = ", ".join([*(f"{one} {version(one)}" for one in ("numba", "numpy", "networkx")), listed()])
    elif name == "overlays":
        lines = large_overlays.lines(graph, large_overlays.SMOKE_SIZES if smoke else large_overlays.SIZES)
    else:
        lines = [] if smoke else exports_at_scale()
    return lines, part(name, lines, versions)


def whole(graph: Graph, rounds: int, *, smoke: bool) -> list[Line]:
    """Measure all that is not at scale."""
    lines = [*cold(rounds), *catalogued(graph, rounds), *building(1 if smoke else 3), *loading(smoke=smoke)]
    lines += [*answering(graph, rounds), *walking(graph, rounds), *checks.lines(graph, rounds, smoke=smoke)]
    return lines + overlaid.overlaid(graph, 1 if smoke else 5) + exports(smoke)


def main() -> int:
    """Measure, print, write; exit code 1 where a limit is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="run everything once; judge and write nothing")
    parser.add_argument(
        "--guard", action="store_true", help="write nothing; fail where a ratio is worse than the page's"
    )
    parser.add_argument("--part", action="append", choices=list(WORDS), default=[], help="measure only this, at scale")
    parser.add_argument("--rounds", type=int, default=15, help="interleaved rounds (default 15)")
    options = parser.parse_args()
    rounds, graph = 1 if options.smoke else options.rounds, kg.load()
    made = [at_scale(name, graph, smoke=options.smoke) for name in (list(WORDS) if options.smoke else options.part)]
    lines = [line for part_lines, _ in made for line in part_lines]
    if options.smoke or not options.part:
        lines += whole(graph, rounds, smoke=options.smoke)
    for line in lines:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(shown(line), (62, 26, 9, 9, 4, 7), strict=True)).rstrip()
        )
    if options.smoke:
        print("smoke: every measurement ran and the answers agree; nothing was judged")
        return 0
    worse = regressions(lines, PAGE.read_text(encoding="utf-8")) if PAGE.exists() else []
    for told in worse:
        print(f"worse than {PAGE.relative_to(ROOT)}: {told}")
    if options.guard:
        return 1 if worse else 0
    text = PAGE.read_text(encoding="utf-8") if options.part else page(lines, graph, rounds) + parts()
    PAGE.write_text(reduce(in_place, (told for _, told in made), text), encoding="utf-8")
    missed = [line.what for line in lines if not line.kept]
    print(f"wrote {PAGE.relative_to(ROOT)}" + (f"; limits missed: {'; '.join(missed)}" if missed else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
