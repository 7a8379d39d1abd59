"""The quads that every RDF export writes: curated ones as written, derived ones from the store, sorted on disk.

Sorting and leaving out doubles is SQLite's work in a temporary file, so that memory does not grow with the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from kg.base.temp_table import TempTable

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.session import KnowledgeGraph

_BATCH = 20_000
_T = TypeVar("_T")
Terms = tuple[str, str, str, str]


class QuadFile(TempTable):
    """A set of quads in a temporary file; every iterator streams. Terms are texts in the syntax of N-Quads; the name
    of the default graph is the empty text.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        super().__init__("CREATE TABLE quad (g TEXT, s TEXT, p TEXT, o TEXT, PRIMARY KEY (g, s, p, o)) WITHOUT ROWID")
        try:
            self.fill("INSERT OR IGNORE INTO quad VALUES (?, ?, ?, ?)", (_texts(quad) for quad in quads))
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        return self._number("SELECT COUNT(*) FROM quad")

    def by_graph(self) -> Iterator[Terms]:
        """Yield (graph, subject, predicate, object) sorted in that order."""
        return self._rows("SELECT g, s, p, o FROM quad ORDER BY g, s, p, o")

    def by_subject(self) -> Iterator[Terms]:
        """Yield (graph, subject, predicate, object) sorted by subject, graph, predicate, object."""
        return self._rows("SELECT g, s, p, o FROM quad ORDER BY s, g, p, o")

    def only_objects(self) -> Iterator[str]:
        """Yield, sorted, every IRI or blank node that something points to and that says nothing itself."""
        ends = "SELECT DISTINCT o FROM quad WHERE o NOT LIKE '\"%' AND o NOT LIKE '<<%' EXCEPT SELECT s FROM quad"
        yield from (row[0] for row in self.ask(f"{ends} ORDER BY 1"))

    def _rows(self, text: str) -> Iterator[Terms]:
        # Not "yield from": that would close the cursor when the iterator is dropped, after the file was closed.
        for row in self.ask(text):  # noqa: UP028
            yield row

    def lines(self) -> Iterator[str]:
        """Yield the lines of N-Quads, sorted by graph, subject, predicate, object."""
        return (f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n" for g, s, p, o in self.by_graph())

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads as pyoxigraph has them, in the order of ``lines``."""
        import pyoxigraph as ox

        for lines in _batches(self.lines()):
            yield from ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False)

    def triples(self) -> Iterator[ox.Triple]:
        """Yield each triple once, whatever graphs it stands in, sorted by subject, predicate, object."""
        import pyoxigraph as ox

        found = self.ask("SELECT DISTINCT s, p, o FROM quad ORDER BY s, p, o")
        for lines in _batches(f"{s} {p} {o} .\n" for s, p, o in found):
            for quad in ox.parse("".join(lines), format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=False):
                yield quad.triple

    def count_triples(self) -> int:
        """Return how many triples ``triples`` yields."""
        return self._number("SELECT COUNT(*) FROM (SELECT DISTINCT s, p, o FROM quad)")

    def _number(self, text: str) -> int:
        return int(next(self.ask(text))[0])


def quad_file(graph: KnowledgeGraph) -> QuadFile:
    """Return every quad of ``graph`` once; numbers keep the digits of their file. Close it after use.

    A graph that no file writes to is derived, and is taken from the store; the graph of an endpoint comes as the
    endpoint gave it. Blank nodes occur only in axioms of the
    vocabulary and get canonical names (RDFC-1.0, which looks at no quad without one).
    """
    return QuadFile(_every(graph))


def all_quads(graph: KnowledgeGraph) -> list[ox.Quad]:
    """Return what ``quad_file`` holds as a list, sorted by graph, subject, predicate, object."""
    with quad_file(graph) as file:
        return list(file.quads())


def _every(graph: KnowledgeGraph) -> Iterator[ox.Quad]:
    import pyoxigraph as ox

    blank: list[ox.Quad] = []
    for quad in graph.store if graph.endpoint is not None else _curated_and_derived(graph):
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            blank.append(quad)
        else:
            yield quad
    axioms = ox.Dataset(blank)
    axioms.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    yield from axioms


def _curated_and_derived(graph: KnowledgeGraph) -> Iterator[ox.Quad]:
    from kg.rdf.loader import read_quads

    written: set[object] = set()
    for quad in read_quads(graph.data):
        written.add(quad.graph_name)
        yield quad
    for name in graph.store.named_graphs():
        if name not in written:
            yield from graph.store.quads_for_pattern(None, None, None, name)


def _texts(quad: ox.Quad) -> Terms:
    name = str(quad.graph_name)
    return ("" if name == "DEFAULT" else name, str(quad.subject), str(quad.predicate), _object(quad.object))


def _object(term: object) -> str:
    """The term in N-Quads; pyoxigraph prints a triple term without its brackets."""
    import pyoxigraph as ox

    if isinstance(term, ox.Triple):
        return f"<<( {term.subject} {term.predicate} {_object(term.object)} )>>"
    return str(term)


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch
