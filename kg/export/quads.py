"""The quads that every RDF export writes: curated ones as written, derived ones from the store, sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.graph import Graph


def all_quads(graph: Graph) -> list[ox.Quad]:
    """Return every quad once, sorted by graph, subject, predicate, object; numbers keep the digits of their file.

    A graph that no file writes to is derived, and is taken from the store. Blank nodes occur only in axioms of the
    vocabulary and get canonical names. The graph of an endpoint comes as the endpoint gave it.
    """
    from kg.sources import read_quads

    if graph.endpoint is not None:
        return sorted(_numbered(set(graph.store)), key=_place)
    found = set(read_quads(graph.data))
    written = {quad.graph_name for quad in found}
    derived = (name for name in graph.store.named_graphs() if name not in written)
    found.update(quad for name in derived for quad in graph.store.quads_for_pattern(None, None, None, name))
    return sorted(_numbered(found), key=_place)


def _place(quad: ox.Quad) -> tuple[str, str, str, str]:
    return (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object))


def _numbered(quads: set[ox.Quad]) -> set[ox.Quad]:
    import pyoxigraph as ox

    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)
