"""The same questions as one would ask them with rdflib alone: parse, run SPARQL, walk.

``python -m bench.peer_rdflib outcomes|ask`` parses the curated Turtle, ``explain|concordance|robust RELEASE.nq`` the
release, which holds what the rules derived. It does less than ``kg``: no context, no grade, no widening of names.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import rdflib

from bench.measure import ROOT

_ENT = "https://w3id.org/serm-bone/entity/"
_TARGETS = {f"{_ENT}lumbar-spine-BMD", f"{_ENT}bone-mineral-density", f"{_ENT}bone-mass"}
_LONGEST = 8

Step = tuple[str, int, str]


def parsed(release: Sequence[str]) -> rdflib.Graph:
    """Return a release, or without one every curated file, in one graph."""
    graph = rdflib.Dataset(default_union=True) if release else rdflib.Graph()
    for path in release or sorted(map(str, (ROOT / "ontology").rglob("*.ttl"))):
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
    return list(routes(signed_steps(graph), f"{_ENT}toremifene", _TARGETS))


def robust(graph: rdflib.Graph) -> list[str]:
    """Return how many of these routes are left without each publication."""
    works = sorted(str(row[0]) for row in graph.query(text("works")))  # type: ignore[index]
    return [f"{work} {len(list(routes(signed_steps(graph, work), f'{_ENT}toremifene', _TARGETS)))}" for work in works]


def concordance(graph: rdflib.Graph) -> list[str]:
    """Return how many routes there are from the drug of each outcome to what it indicates, without its own study."""
    lines = []
    for outcome, drug, end, study in graph.query(text("drug-and-end-of-outcomes")):  # type: ignore[misc]
        found = list(routes(signed_steps(graph, str(study)), str(drug), {str(end)}))
        lines.append(f"{outcome} {len(found)}")
    return lines


def signed_steps(graph: rdflib.Graph, without: str | None = None) -> dict[str, list[Step]]:
    """Return node -> steps, of assertions that are supported by another work or study than ``without``."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for assertion, subject, sign, goal, work, study in supported(graph):
        if without not in (work, study):
            steps[subject].append((assertion, int(sign), goal))
    return steps


@cache
def supported(graph: rdflib.Graph) -> list[tuple[str, ...]]:
    """Return assertion, subject, sign, object, publication and study of each supporting line."""
    return [tuple(str(cell) for cell in row) for row in graph.query(text("signed-steps"))]  # type: ignore[union-attr]


def routes(steps: dict[str, list[Step]], source: str, targets: set[str]) -> Iterator[list[Step]]:
    """Yield each simple route from ``source`` to one of ``targets``."""

    def onward(node: str, path: list[Step], seen: set[str]) -> Iterator[list[Step]]:
        if node in targets:
            yield path
        elif len(path) < _LONGEST:
            for step in steps.get(node, ()):
                if step[2] not in seen:
                    yield from onward(step[2], [*path, step], seen | {step[2]})

    return onward(source, [], {source})


def main() -> int:
    """Answer one question on standard output."""
    questions: dict[str, Callable[[rdflib.Graph], list[Any]]] = {
        "outcomes": outcomes,
        "ask": ask,
        "explain": explain,
        "concordance": concordance,
        "robust": robust,
    }
    answers = questions[sys.argv[1]](parsed(sys.argv[2:]))
    for answer in answers:
        print(answer)
    return 0 if answers else 1


if __name__ == "__main__":
    raise SystemExit(main())
