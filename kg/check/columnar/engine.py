"""Run a program of shapes over a store: constraint by constraint over whole columns, results as they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph as ox

from kg.check.columnar.columns import Columns
from kg.check.columnar.constraints import VIOLATIONS, Asked, Verdict, Violation
from kg.check.columnar.pairs import Relation
from kg.check.columnar.paths import Alternative, Path, Repeat, Sequence, Step, walk
from kg.check.columnar.shape_model import SH, Program, Shape

# Severities that let a node conform, as where pyshacl is told to allow warnings.
_ALLOWED = (f"<{SH}Warning>", f"<{SH}Info>")


class Engine:
    """Shapes and data together. Cost: each column is read about once; memory: a few columns and the sets of nodes."""

    def __init__(self, store: ox.Store, shapes: Program) -> None:
        self.columns, self.shapes = Columns(store), shapes

    def results(self, seen: Callable[[int, int], None] = lambda done, all: None) -> Iterator[tuple[Shape, Violation]]:
        """Yield each break of each shape once, in no order; ``seen`` hears how many of how many shapes are done."""
        todo = self._targets()
        order = self._order()
        for done, key in enumerate(order):
            seen(done, len(order))
            shape, nodes = self.shapes[key], todo.pop(key, set())
            if not nodes or shape.deactivated:
                continue
            relation = self._relation(shape, nodes)
            for child in shape.properties:
                todo.setdefault(child, set()).update(relation.value_set)
            for found in self._breaks(shape, nodes, relation):
                yield shape, found
        seen(len(order), len(order))

    def verdict(self, key: str, nodes: set[str]) -> Verdict:
        """Return how ``nodes`` stand to a shape."""
        shape = self.shapes[key]
        if shape.deactivated or not nodes:
            return Verdict(frozenset(), frozenset())
        relation = self._relation(shape, nodes)
        own = {found.focus for found in self._breaks(shape, nodes, relation)}
        failing, reporting = set(own), set(own)
        for child in shape.properties:
            below = self.verdict(child, relation.value_set)
            failing.update(focus for focus, _ in relation.leading_to(below.failing))
            reporting.update(focus for focus, _ in relation.leading_to(below.reporting))
        return Verdict(frozenset() if shape.severity in _ALLOWED else frozenset(failing), frozenset(reporting))

    def _targets(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, shape in self.shapes.items():
            nodes = set(shape.targets["targetNode"])
            nodes.update(*(self.columns.instances(kind) for kind in shape.targets["targetClass"]))
            nodes.update(*(self.columns.column(name).subject_set for name in shape.targets["targetSubjectsOf"]))
            nodes.update(*(self.columns.column(name).value_set for name in shape.targets["targetObjectsOf"]))
            found[key] = nodes
        return found

    def _order(self) -> list[str]:
        """Parents before children, and beside each other by the properties that they read."""
        depth: dict[str, int] = dict.fromkeys(self.shapes, 0)
        for key, shape in self.shapes.items():
            for child in shape.properties:
                depth[child] = max(depth[child], depth[key] + 1)
        return sorted(self.shapes, key=lambda key: (depth[key], sorted(_reads(self.shapes[key].path)), key))

    def _relation(self, shape: Shape, nodes: set[str]) -> Relation:
        if shape.path is None:
            return Relation.same(nodes)
        counted = not shape.properties and all(one.parameter in ("minCount", "maxCount") for one in shape.constraints)
        return walk(self.columns, shape.path, nodes, counted=counted)

    def _breaks(self, shape: Shape, nodes: set[str], relation: Relation) -> Iterator[Violation]:
        for constraint in shape.constraints:
            found = VIOLATIONS[constraint.parameter](Asked(self, nodes, relation), constraint.argument)
            yield from dict.fromkeys(found)


def _reads(path: Path | None) -> tuple[str, ...]:
    """Return the properties of a path, in its order."""
    if isinstance(path, Step):
        return (path.predicate,)
    if isinstance(path, Repeat):
        return _reads(path.path)
    parts = path.steps if isinstance(path, Sequence) else path.choices if isinstance(path, Alternative) else ()
    return tuple(name for part in parts for name in _reads(part))
