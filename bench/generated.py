"""A graph of any size in the shape of the curated one, streamed: what exports are measured on."""

from __future__ import annotations

import random
from collections.abc import Iterator

import kg
from kg.base.progress import shown
from kg.export.convenient import property_graph
from kg.export.table import PropertyGraph, Row, Table
from kg.interop.quads import QuadFile, Terms, quad_file

_SEED = 4711
_NODES_PER_ASSERTION = 0.25
_SKEW = 3  # the higher, the more edges meet at few hubs


class Generated:
    """Stands for ``kg.export.format.Request`` over ``count`` generated assertions.

    Each assertion is a curated or derived one under another id, between other things; so contexts, evidence and the
    length of texts are mixed as in the packaged graph. Ends are drawn with hubs, and pairs repeat.
    """

    view = "convenient"
    raw = False

    def __init__(self, count: int) -> None:
        self.graph = kg.load()
        self.count = count
        self.data_version = f"generated-{count}"
        packaged = property_graph(self.graph)
        entities, outcomes = packaged.nodes
        assertions, links = packaged.edges
        self._models = list(assertions.rows())
        self._things = list(entities.rows())
        self.property_graph = PropertyGraph(
            view=self.view,
            nodes=(Table(entities.name, entities.meaning, entities.columns, self._entities), outcomes),
            edges=(Table(assertions.name, assertions.meaning, assertions.columns, self._assertions), links),
        )

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table as an export gets them."""
        return shown(table.rows(), table.name)

    @property
    def quads(self) -> GeneratedQuads:
        """The quads of as many assertions, already in order."""
        return GeneratedQuads(self.count)

    def _entities(self) -> Iterator[Row]:
        yield from self._things
        for number in range(int(self.count * _NODES_PER_ASSERTION)):
            model = self._things[number % len(self._things)]
            own = f"ent:G{number:08d}"
            yield (own, *model[1:3], f"https://w3id.org/serm-bone/entity/G{number:08d}", None, *model[5:])

    def _assertions(self) -> Iterator[Row]:
        draw = random.Random(_SEED).random
        nodes, models = int(self.count * _NODES_PER_ASSERTION), self._models
        for number in range(self.count):
            source, target = int(nodes * draw() ** _SKEW), int(nodes * draw() ** _SKEW)
            model = models[number % len(models)]
            own = f"G{number:08d}"
            iri = f"https://w3id.org/serm-bone/assertion/{own}"
            yield (f"asr:{own}", f"ent:G{source:08d}", f"ent:G{target:08d}", *model[3:5], iri, *model[6:])


class GeneratedQuads(QuadFile):
    """The quads of ``count`` assertions, each a copy of the statements of a curated one, in the order of N-Quads."""

    def __init__(self, count: int) -> None:
        with quad_file(kg.load()) as packaged:
            found: dict[str, list[tuple[str, str, str]]] = {}
            for graph, subject, predicate, object in packaged.by_graph():
                if graph.endswith("graph/assertions>"):
                    found.setdefault(subject, []).append((graph, predicate, object))
        self._models = list(found.values())
        self._count = count

    def by_graph(self) -> Iterator[Terms]:
        """Yield the quads without sorting: they are made in order."""
        for number in range(self._count):
            own = f"<https://w3id.org/serm-bone/assertion/G{number:08d}>"
            for graph, predicate, object in self._models[number % len(self._models)]:
                yield (graph, own, predicate, object)

    def __len__(self) -> int:
        return sum(len(self._models[number % len(self._models)]) for number in range(self._count))

    def close(self) -> None:
        """Nothing is open."""
