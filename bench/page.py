"""``docs/performance.md``: the table that the measurements are printed in, and the parts of its page."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterable
from importlib.metadata import version

from bench.measure import ROOT, Line
from kg.api import Graph

PAGE = ROOT / "docs" / "performance.md"
WORDS = {
    "routes": """\
Graphs are made by `bench/generate.py` with the degrees, parallel edges, signs and contexts of the packaged one. Ten
questions of random ends between which there is a route, the same for all; the quickest of seven rounds, in a running
process. Ladybug is asked in Cypher, from a database on disk; it also gives paths that pass the target and come back,
and these are not counted. igraph's paths by Yen's algorithm have no bound on their steps. The bytes of an index are its
columns and, compiled, the room that a question works in.""",
    "overlays": """\
An overlay is a graph like those of the routes, with one end in a thousand a thing of the packaged one: as assertions in
Turtle, each with its context and an evidence line, or as a plain signed list. Whole processes; what is laid over is
compiled by the first answer, once. A rule is charged with what its triples cost the store. What opposes what
(`30_opposed`) are pairs of assertions on the same two things, of which hubs have more than in step with the graph.""",
    "exports": """\
Exports are those of the first table, of ten times as many assertions; KGX's transformer reads one form of what `kgx`
wrote and writes the other.""",
}
"""What explains the parts that are measured by themselves."""
HEAD = (
    "| what | in multiples of | measured | limit | kept | peak memory |",
    "| --- | --- | --- | --- | --- | --- |",
)


def shown(line: Line) -> list[str]:
    """Return the cells of a line."""
    limit = "" if line.limit is None else f"{'≤' if line.at_most else '≥'} {line.limit:g}{line.unit}"
    memory = "" if line.memory is None else f"{line.memory:.0f} MB"
    what = line.what + (f"; {line.note}" if line.note else "")
    return [what, line.peer, f"{line.ratio:.3g}{line.unit}", limit, "yes" if line.kept else "NO", memory]


def page(lines: list[Line], graph: Graph, rounds: int) -> str:
    """Return the page of performance."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "rdflib", "networkx"))
    counts = ", ".join(f"{number} {what}" for what, number in graph.section("counts").items())
    text = [
        "# Performance",
        "",
        "<!-- Written by `make bench`; measure again rather than edit. -->",
        "",
        "Ratios to a peer that ran in the same minutes on the same machine: read these, not seconds. Whole",
        f"processes, cold, interleaved; medians of {rounds} rounds, peak memory of any of them. Limits are those",
        "of the project; `NO` is a limit missed.",
        "",
        f"Commit {commit()}; Python {platform.python_version()}, {libraries}. The graph: {counts}.",
        "",
        *HEAD,
        *(f"| {' | '.join(shown(line))} |" for line in lines),
        "",
        "The rdflib peer parses the curated files, or the release where the question needs what the rules derived, and",
        "asks the same question; the networkx peer reads the release with rdflib and enumerates every simple route up",
        "to the same number of steps. Both know no contexts and no grades, so that they have less to do; memory in",
        "their lines is theirs. The rows of catalogued queries are found when the graph is compiled, so that asking",
        "reads and filters them; the peer runs the query on the same store.",
        "An overlay is read twice, since a class may come after its subject, and each subject goes into the graph that",
        "it belongs to, which makes objects of Python of every statement and its terms: of the CPU time, parsing takes",
        "one sixth each time, those objects a quarter, and the store the rest.",
        "Exports are timed without making their rows; `bench/generated.py` makes assertions like the curated ones.",
        'The peer of the routes is `graph.paths(…, engine="networkx")`.',
        "Larger graphs to check are curated records copied under names of their own (`bench/generate_records.py`), one",
        "statement in a thousand taken out and one made wrong; an exponent of 1 is growth in step with the graph.",
        "A rule is charged with what its triples cost the store, the next query included. A look-up in the store takes",
        "longer where there is more (`bare look-ups`: all that is said of each subject, one by one), which no query",
        "can be better than; and where one gives pairs (`upstream-of`), its rows grow faster than the graph.",
    ]
    return "\n".join(text) + "\n"


def part(name: str, lines: Iterable[Line], versions: str = "") -> str:
    """Return a part of the page that is measured by itself, with the commit that it is of."""
    table = [*HEAD, *(f"| {' | '.join(shown(line))} |" for line in lines)]
    of = f"Commit {commit()}" + (f"; {versions}." if versions else ".")
    return "\n".join([f"## {name.capitalize()} at scale", "", of, "", *table, "", WORDS[name]]) + "\n"


def in_place(text: str, part: str) -> str:
    """Return a page with a part in the place of that of the same title, or at its end."""
    before, *others = text.split("\n## ")
    title, _, _ = (made := part.removeprefix("## ")).partition("\n")
    titles = [other.partition("\n")[0] for other in others]
    others = [made if found == title else other for found, other in zip(titles, others, strict=True)]
    others += [] if title in titles else [made]
    return "\n## ".join(f"{one.rstrip()}\n" for one in (before, *others))


def commit() -> str:
    """Return the commit that is measured, and whether files differ from it."""
    git = ["git", "-C", str(ROOT)]
    told = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False)
    if told.returncode:
        return "not known"
    changed = subprocess.run([*git, "status", "--porcelain", "--untracked-files=no"], capture_output=True, check=False)
    return told.stdout.strip() + (" with changes" if changed.stdout else "")


def parts() -> str:
    """Return the parts that are measured by themselves as they were last; nothing where they never were."""
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    _, found, after = before.partition("\n## ")
    return f"\n## {after}" if found else ""
