"""The same questions as one would ask them with networkx: read the release with rdflib, build a multigraph, enumerate.

``python -m bench.peer_networkx explain|concordance|robust RELEASE.nq``. It walks what ``kg`` walks, up to the same
number of steps, and leaves out the works that ``kg`` leaves out. It knows no context, no grade and no tier, so that it
is a peer with less to do. It prints one line an answer.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from math import prod
from pathlib import Path

import networkx as nx
import rdflib

_SB, _ENT = "https://w3id.org/serm-bone/ontology#", "https://w3id.org/serm-bone/entity/"
_STEPS = 8
_WALKED = {_SB + status for status in ("supported", "contested", "inferred")}
_QUESTION = (_ENT + "toremifene", {_ENT + name for name in ("lumbar-spine-BMD", "bone-mineral-density", "bone-mass")})

Facts = dict[str, dict[str, list[str]]]


def facts(release: Path) -> Facts:
    """Return subject -> property -> values of every quad of a release."""
    found: Facts = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value, _ in rdflib.Dataset().parse(release).quads():
        found[str(subject)][str(predicate).removeprefix(_SB)].append(str(value))
    return found


class Peer:
    """A multigraph of the walked assertions, each with its sign and the studies and works behind it."""

    def __init__(self, known: Facts) -> None:
        self.known = known
        self.works: dict[str, set[str]] = defaultdict(set)
        for line in known.values():
            if "evidenceFor" in line:
                work = line["reference"][0]
                self.works[line["evidenceFor"][0]] |= {work, *known[work].get("fromStudy", ())}
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for iri, item in known.items():
            sign = known[item["relation"][0]].get("sign") if "relation" in item and "status" in item else None
            if sign and set(item["status"]) & _WALKED and "subject" in item:
                for end in self._same_thing(item["object"][0]):
                    self.graph.add_edge(item["subject"][0], end, key=iri, sign=int(sign[0]))

    def _same_thing(self, iri: str) -> set[str]:
        """A finding on a narrower thing bears on the broader ones, one on a receptor without subtype on both."""
        found, todo = {iri}, [iri]
        while todo:
            todo += [wider for wider in self.known[todo.pop()].get("narrowerThan", ()) if wider not in found]
            found.update(todo)
        if iri == _ENT + "estrogen-receptor":
            found |= {_ENT + "ESR1", _ENT + "ESR2"}
        return found

    def signs(self, source: str, targets: set[str], without: frozenset[str] = frozenset()) -> list[int]:
        """Return the signs of the simple routes that need none of the works ``without``."""
        routes = self._routes(source, targets, without)
        return [prod(self.graph.edges[step]["sign"] for step in route) for route in routes]

    def _routes(self, source: str, targets: set[str], without: frozenset[str]) -> Iterator[list[tuple[str, str, str]]]:
        for target in targets & set(self.graph):
            if source in self.graph and source != target:
                for route in nx.all_simple_edge_paths(self.graph, source, target, cutoff=_STEPS):
                    if not any(without & self.works[step[2]] for step in route):
                        yield route

    def explain(self) -> list[str]:
        """Return how many routes of each sign there are."""
        found = self.signs(*_QUESTION)
        return [f"+ {found.count(1)}", f"- {found.count(-1)}"]

    def robust(self) -> list[str]:
        """Return how many routes are left without each work."""
        works = sorted(set().union(*self.works.values()))
        return [f"{work} {len(self.signs(*_QUESTION, frozenset({work})))}" for work in works]

    def concordance(self) -> list[str]:
        """Return the signs of the routes for each outcome of one drug, without its own study."""
        lines = []
        for iri, outcome in sorted(self.known.items()):
            arms = [self.known[arm].get("drug", ()) for arm in outcome.get("arm", ())] if "trial" in outcome else []
            ends = [end for point in outcome.get("endpoint", ()) for end in self.known[point].get("indicates", ())]
            if len(arms) == 1 and len(arms[0]) == 1 and ends:
                found = self.signs(arms[0][0], set(ends), frozenset(outcome["trial"]))
                lines.append(f"{iri} + {found.count(1)} - {found.count(-1)}")
        return lines


def main() -> int:
    """Answer one question on standard output."""
    peer = Peer(facts(Path(sys.argv[2])))
    for line in getattr(peer, sys.argv[1])():
        print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
