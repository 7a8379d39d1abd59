"""The quads that every RDF export writes: curated ones as written, derived ones from the store, sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.names import GR

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.graph import Graph

_DERIVED = ("assessment", "inferred-assertions", "edges", "edges-contested", "outcome-shortcuts", "overlay")


def all_quads(graph: Graph) -> list[ox.Quad]:
    """Return every quad once, sorted by graph, subject, predicate, object; numbers keep the digits of their file.

    Blank nodes occur only in axioms of the vocabulary and are numbered in the order of the file.
    """
    import pyoxigraph as ox

    from kg.sources import read_quads

    found = set(read_quads(graph.data))
    derived = {ox.NamedNode(GR + name) for name in _DERIVED}
    found.update(quad for name in derived for quad in graph.store.quads_for_pattern(None, None, None, name))
    renamed = _numbered(found)
    return sorted(
        renamed, key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object))
    )


def _numbered(quads: set[ox.Quad]) -> set[ox.Quad]:
    import pyoxigraph as ox

    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)
