"""The lossless view: every subject a node, every statement kept, and back to the identical quads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from heapq import merge
from itertools import chain, groupby
from typing import TYPE_CHECKING

from kg.base.namespaces import RDF_TYPE, RDFS_LABEL
from kg.base.prefixes import compress
from kg.export.table import EDGE, NODE, Column, Kind, PropertyGraph, Row, Table

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.interop.quads import QuadFile, Terms

NAME = "lossless"
_LABEL, _TYPE = f"<{RDFS_LABEL}>", f"<{RDF_TYPE}>"

SUBJECT = (
    *NODE,
    Column("literals", Kind.TEXTS, "each literal as in N-Quads without the subject: predicate, literal, graph"),
)
STATEMENT = (
    *EDGE,
    Column("predicate", Kind.TEXT, "the IRI of the relation"),
    Column("graph", Kind.TEXT, "the IRI of the named graph; absent for the default graph"),
)


def property_graph(file: QuadFile) -> PropertyGraph:
    """Return the lossless view of the quads of ``file``, which must stay open while rows are read.

    Nodes have their IRI as id, or ``_:name`` for a blank node of an axiom; their labels are the names of their types.
    Each statement between two nodes is an edge, each literal an item of ``literals``.
    """
    return PropertyGraph(
        view=NAME,
        nodes=(Table("subjects", "one IRI, or blank node of an axiom", SUBJECT, lambda: _nodes(file)),),
        edges=(Table("statements", "one statement between two nodes", STATEMENT, lambda: _edges(file)),),
    )


def quads(
    nodes: Iterable[tuple[str, Iterable[str]]], edges: Iterable[tuple[str, str, str, str | None]]
) -> set[ox.Quad]:
    """Return the quads that were exported, from (id, literals) and (source, target, predicate, graph) read back."""
    import pyoxigraph as ox

    told = (f"{_term(own)} {literal} .\n" for own, literals in nodes for literal in literals)
    joined = (
        f"{_term(source)} <{predicate}> {_term(target)} {f'<{graph}> ' if graph else ''}.\n"
        for source, target, predicate, graph in edges
    )
    text = "".join(chain(told, joined))
    return set(ox.parse(text, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False))


def _nodes(file: QuadFile) -> Iterator[Row]:
    said: Iterator[tuple[str, Iterable[Terms]]] = groupby(file.by_subject(), key=lambda row: row[1])
    bare: Iterator[tuple[str, Iterable[Terms]]] = ((end, ()) for end in file.only_objects())
    for term, rows in merge(said, bare, key=lambda pair: pair[0]):
        yield _node(_plain(term), rows)


def _node(own: str, rows: Iterable[Terms]) -> Row:
    labels, names, literals = [], [], []
    for graph, _, predicate, object in rows:
        if _is_literal(object):
            literals.append(f"{predicate} {object} {graph}".rstrip())
            if predicate == _LABEL:
                names.append(_text(object))
        elif predicate == _TYPE:
            labels.append(_local(_plain(object)))
    return (own, tuple(sorted({"Resource", *labels})), min(names, default=compress(own)), tuple(literals))


def _edges(file: QuadFile) -> Iterator[Row]:
    for row in file.by_subject():
        graph, subject, predicate, object = (_plain(term) for term in row)
        if not _is_literal(row[3]):
            yield (_key(row), subject, object, compress(predicate), predicate, graph or None)


def _key(row: Terms) -> str:
    return blake2b("\x1f".join(row).encode(), digest_size=12).hexdigest()


def _is_literal(term: str) -> bool:
    return term.startswith(('"', "<<"))


def _plain(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term


def _term(own: str) -> str:
    return own if own.startswith("_:") else f"<{own}>"


def _local(iri: str) -> str:
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


def _text(literal: str) -> str:
    import pyoxigraph as ox

    term = next(iter(ox.parse(f"<x:s> <x:p> {literal} .", format=ox.RdfFormat.N_TRIPLES))).object
    return str(term.value) if isinstance(term, ox.Literal) else ""
