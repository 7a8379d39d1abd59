"""The table ``names``: what each name means where it is asked for, so that nobody has to know how names are ranked.

A name may be that of several things (a drug and a trial, a quantity and the endpoint that measures it). Which of them
is meant was decided by the name index of the graph; a reader looks it up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.answers.question import stands_for
from kg.base.prefixes import compress
from kg.errors import AmbiguousName
from kg.export.table import Column, Kind, Row
from kg.network.context import SOUGHT

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

NAME = (
    Column("id", Kind.TEXT, "what it is asked for as, and the name, with a slash between; unique"),
    Column("asked", Kind.TEXT, "thing, or the part of a context that it is asked for as: population, anatomy, milieu, "
           "species"),
    Column("name", Kind.TEXT, "a label, synonym, symbol or identifier, case folded"),
    Column("means", Kind.TEXT, "the id of what is meant; absent where it may be several things"),
    Column("kind", Kind.TEXT, "what kind of thing that is; absent likewise"),
    Column("stands_for", Kind.TEXT, "the id of what routes run between where it is asked for: itself, or the quantity "
           "of an endpoint that an outcome reports; absent for what no route runs between, and in a context"),
    Column("candidates", Kind.TEXTS, "what it may mean, label and id, where it may be several things"),
)  # fmt: skip


def names(graph: KnowledgeGraph) -> Iterator[Row]:
    """Yield a row for each name and each part of a question that it can be asked for, sorted by name within a part.

    Holds every name of the graph, records included; memory grows with the names.
    """
    kinds: dict[str, set[str]] = {}
    for name, _, iri in graph.names.everything():
        if name == name.strip().casefold():  # what is asked for is, so that no other is ever found
            kinds.setdefault(name, set()).add(graph.names.item(iri)["kind"])
    for asked, sought in SOUGHT.items():
        for name in sorted(kinds):
            if not sought.kinds or not kinds[name].isdisjoint(sought.kinds):
                yield (f"{asked}/{name}", asked, name, *_meant(graph, asked, name))


def _meant(graph: KnowledgeGraph, asked: str, name: str) -> Row:
    """The cells from ``means`` on."""
    try:
        iri = graph.names.find(name, kinds=SOUGHT[asked].kinds)
    except AmbiguousName as error:
        return (None, None, None, error.candidates)
    node = stands_for(graph, iri) if asked == "thing" else None
    return (compress(iri), graph.names.item(iri)["kind"], node and compress(node), ())
