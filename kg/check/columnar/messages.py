"""The words of a result whose shape has none of its own: those that pyshacl makes, made by pyshacl."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.check.columnar import pyshacl_oracle
from kg.check.columnar.columns import Columns
from kg.check.columnar.constraints import Violation
from kg.check.columnar.shape_model import Shape
from kg.check.columnar.term_keys import is_blank

if TYPE_CHECKING:
    import rdflib

    from kg.check.shapes import Shapes

_DEEPEST = 12  # as far as pyshacl follows blank nodes when it spells one out


class Messages:
    """Makes messages; pyshacl is imported with the first. Only blank nodes are looked up in the data, each once."""

    def __init__(self, shapes: Shapes, columns: Columns) -> None:
        self._shapes, self._columns = shapes, columns
        self._components: dict[tuple[str, str], Any] = {}
        self._seen: set[str] = set()

    def of(self, shape: Shape, found: Violation) -> tuple[str, ...]:
        """Return the messages of a break."""
        component = self._component(shape.key, found.component)
        nodes = [key for key in (found.focus, found.value) if key is not None]
        value = pyshacl_oracle.term(found.value) if found.value is not None else None
        made = component.make_generic_messages(self._around(nodes), pyshacl_oracle.term(found.focus), value)
        return tuple(sorted(str(message) for message in made))

    def _component(self, shape: str, name: str) -> Any:
        if (shape, name) not in self._components:
            from pyshacl.constraints import ALL_CONSTRAINT_COMPONENTS

            wanted = "QualifiedValueShape" if name.startswith("Qualified") else name
            (kind,) = (one for one in ALL_CONSTRAINT_COMPONENTS if one.__name__ == f"{wanted}ConstraintComponent")
            self._components[shape, name] = kind(self._graph.lookup_shape_from_node(pyshacl_oracle.term(shape)))
        return self._components[shape, name]

    @cached_property
    def _graph(self) -> Any:
        from pyshacl.shapes_graph import ShapesGraph

        made = ShapesGraph(self._shapes.graph)
        made.shapes  # noqa: B018 (finds the shapes)
        return made

    @cached_property
    def _data(self) -> rdflib.Graph:
        import rdflib

        return rdflib.Graph()  # one for all: pyshacl remembers how it spelt a blank node by the graph's address

    def _around(self, nodes: list[str]) -> rdflib.Graph:
        """Return a graph that holds what the data says of the blank nodes among ``nodes``."""
        todo, depth = [node for node in nodes if is_blank(node)], 0
        while todo and depth < _DEEPEST:
            fresh = [node for node in todo if node not in self._seen]
            self._seen.update(fresh)
            told = [(node, name, value) for node in fresh for name, value in self._columns.about(node)]
            for triple in told:
                self._data.add(tuple(map(pyshacl_oracle.term, triple)))  # type: ignore[arg-type]
            todo, depth = [value for _, _, value in told if is_blank(value)], depth + 1
        return self._data
