"""Records of any number in the shape of the curated ones: each round copies them all under names of its own.

``python -m bench.generate_records TRIPLES FILE.ttl`` writes about so many triples as a file to lay over the graph.
Links between the records of a round stay within it, but for the object of every assertion, which is of a round drawn at
random, some far more often than others: so the rounds are one graph with hubs. Codes, sexes, species and milieux stay
what they are.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg.base.namespaces import BASE, GR, RDF_TYPE, RDFS_LABEL, SB
from kg.rdf.loader import read_quads

_SEED = 4711
_SKEW = 3  # the higher, the more edges meet at few hubs
_KEPT = frozenset(SB + name for name in ("HormonalMilieu", "Sex", "Species", "Finding", "DrugClass", "InferenceRule"))
_OBJECT = SB + "object"


class Records:
    """The curated quads, ready to be copied."""

    def __init__(self) -> None:
        self.quads = list(read_quads())
        kinds: dict[str, set[str]] = {}
        for quad in self.quads:
            if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, ox.NamedNode):
                kinds.setdefault(quad.subject.value, set()).add(str(getattr(quad.object, "value", "")))
        vocabulary = ox.NamedNode(GR + "ontology")
        homes = {quad.subject.value for quad in self.quads if quad.graph_name != vocabulary}  # type: ignore[union-attr]
        ours = {iri for iri in homes if iri.startswith(BASE) and not iri.startswith(SB)}
        self._copied = {iri for iri in ours if not kinds.get(iri, set()) & _KEPT}
        self._models = [quad for quad in self.quads if quad.subject.value in self._copied]  # type: ignore[union-attr]

    def __len__(self) -> int:
        """How many quads a round has."""
        return len(self._models)

    def rounds(self, count: int) -> Iterator[ox.Quad]:
        """Yield the quads of ``count`` rounds; the same count gives the same quads."""
        draw = random.Random(_SEED).random
        for number in range(count):
            for quad in self._models:
                far = quad.predicate.value == _OBJECT
                goal = int(count * draw() ** _SKEW) if far else number
                yield ox.Quad(
                    self._named(quad.subject, number),  # type: ignore[arg-type]
                    quad.predicate,
                    self._value(quad, goal),
                    quad.graph_name,
                )

    def _named(self, term: object, number: int) -> object:
        if isinstance(term, ox.NamedNode) and term.value in self._copied:
            return ox.NamedNode(f"{term.value}-r{number}")
        return term

    def _value(self, quad: ox.Quad, number: int) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if quad.predicate.value == RDFS_LABEL and isinstance(quad.object, ox.Literal):
            return ox.Literal(f"{quad.object.value} r{number}", language=quad.object.language)
        return self._named(quad.object, number)  # type: ignore[return-value]

    def store(self, count: int) -> ox.Store:
        """Return a store of the curated graph with ``count`` rounds beside it; nothing is derived."""
        store = ox.Store()
        store.bulk_extend(chain(self.quads, self.rounds(count)))
        return store


def main() -> int:
    """Write a file."""
    triples, target = int(sys.argv[1]), Path(sys.argv[2])
    records = Records()
    with target.open("wb") as file:
        for quad in records.rounds(max(1, round(triples / len(records)))):
            file.write(f"{quad.triple} .\n".encode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
