"""The same questions as one would ask them with rdflib alone: parse the curated Turtle, run SPARQL, walk.

``python -m bench.peer_rdflib outcomes|ask|explain``. It does less than ``kg``: no rules, no context, no grades, and
routes of at most four steps, so it is a peer that is easy to lose to.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import rdflib

from bench.measure import ROOT

_ENT = "https://w3id.org/serm-bone/entity/"
_TARGETS = {f"{_ENT}lumbar-spine-BMD", f"{_ENT}bone-mineral-density", f"{_ENT}bone-mass"}
_LONGEST = 4

Step = tuple[str, int, str]


def parsed() -> rdflib.Graph:
    """Return every curated file in one graph."""
    graph = rdflib.Graph()
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        graph.parse(path)
    return graph


def text(name: str) -> str:
    """Return a query of ``bench/queries``."""
    return (ROOT / "bench" / "queries" / f"{name}.rq").read_text(encoding="utf-8")


def outcomes(graph: rdflib.Graph) -> list[str]:
    """Return the IRIs of the outcomes of toremifene at the lumbar spine."""
    return [str(row[0]) for row in graph.query(text("outcomes"))]  # type: ignore[index]


def ask(graph: rdflib.Graph) -> list[str]:
    """Return the rows of a catalogued query that needs no derived statement."""
    catalogued = (ROOT / "queries" / "competency" / "marker-changes.rq").read_text(encoding="utf-8")
    return [str(row) for row in graph.query(catalogued)]


def explain(graph: rdflib.Graph) -> list[list[Step]]:
    """Return simple signed routes from toremifene to the lumbar spine."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for assertion, subject, sign, goal in graph.query(text("signed-steps")):  # type: ignore[misc]
        steps[str(subject)].append((str(assertion), int(str(sign)), str(goal)))
    return list(routes(steps, f"{_ENT}toremifene", [], {f"{_ENT}toremifene"}))


def routes(steps: dict[str, list[Step]], node: str, path: list[Step], seen: set[str]) -> Iterator[list[Step]]:
    """Yield each simple route onward from ``node``."""
    if node in _TARGETS:
        yield path
    elif len(path) < _LONGEST:
        for step in steps[node]:
            if step[2] not in seen:
                yield from routes(steps, step[2], [*path, step], seen | {step[2]})


def main() -> int:
    """Answer one question on standard output."""
    questions: dict[str, Callable[[rdflib.Graph], list[Any]]] = {"outcomes": outcomes, "ask": ask, "explain": explain}
    answers = questions[sys.argv[1]](parsed())
    for answer in answers:
        print(answer)
    return 0 if answers else 1


if __name__ == "__main__":
    raise SystemExit(main())
