"""``docs/performance.md``: the table that the measurements are printed in, and the parts of its page."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterable
from importlib.metadata import version

from bench.guard import key
from bench.measure import ROOT, Line
from bench.scale import listed
from kg.graph import Graph

PAGE = ROOT / "docs" / "performance.md"
SCALE = "## At scale"
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


def at_scale(lines: list[Line]) -> str:
    """Return the part of the page about generated graphs."""
    text = [
        "",
        SCALE,
        "",
        f"Commit {commit()}.",
        "Routes on graphs that `bench/generate.py` makes with the degrees, parallel edges, signs and contexts of the",
        "packaged one. Ten questions of random ends between which there is a route, the same for all; the quickest",
        "of seven rounds, in a running process. Measured by `make bench-scale`, with",
        f"{', '.join(f'{name} {version(name)}' for name in ('numba', 'numpy', 'networkx'))}, {listed()}.",
        "",
        *HEAD,
        *(f"| {' | '.join(shown(line))} |" for line in lines),
        "",
        "Ladybug is asked in Cypher, from a database on disk; it also gives paths that pass the target and come back,",
        "and these are not counted. igraph's paths by Yen's algorithm have no bound on their steps. The bytes of an",
        "index are its columns and, compiled, the room that a question works in. Exports are those of the table above,",
        "of ten times as many assertions; KGX's transformer reads one form of what `kgx` wrote and writes the other.",
    ]
    return "\n".join(text) + "\n"


def commit() -> str:
    """Return the commit that is measured, and whether files differ from it."""
    git = ["git", "-C", str(ROOT)]
    told = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False)
    if told.returncode:
        return "not known"
    changed = subprocess.run([*git, "status", "--porcelain", "--untracked-files=no"], capture_output=True, check=False)
    return told.stdout.strip() + (" with changes" if changed.stdout else "")


def replaced(text: str, lines: Iterable[Line]) -> str:
    """Return a page with these lines in the place of those of the same measurement."""
    made = {(line.what, line.peer): f"| {' | '.join(shown(line))} |" for line in lines}
    return "".join(f"{made.get(key(row), row)}\n" for row in text.splitlines())


def kept() -> str:
    """Return the part of the page about generated graphs as it was last measured; nothing where it never was."""
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    _, found, part = before.partition(f"\n{SCALE}\n")
    return f"\n{SCALE}\n{part}" if found else ""
