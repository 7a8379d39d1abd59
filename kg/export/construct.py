"""What an export asks of the graph: the files of ``queries/export``, run on the store with all graphs as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.base.namespaces import GR
from kg.base.resources import folder
from kg.errors import UnreadableInput

if TYPE_CHECKING:
    import pyoxigraph as ox

_TARGET = re.compile(r"# target: ([a-z-]+)\n")


def selected(store: ox.Store, query: str) -> ox.QuerySolutions:
    """Return the rows of the SELECT in the file ``query``, a path below ``queries/export``."""
    import pyoxigraph as ox

    rows = store.query(_text(query), use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return rows


def constructed(store: ox.Store, query: str) -> ox.QueryTriples:
    """Return the triples of the CONSTRUCT in the file ``query``."""
    import pyoxigraph as ox

    triples = store.query(_text(query), use_default_graph_as_union=True)
    assert isinstance(triples, ox.QueryTriples)
    return triples


def made(store: ox.Store, query: str) -> Iterator[ox.Quad]:
    """Yield what the CONSTRUCT in the file ``query`` makes, in the graph that its first line names."""
    import pyoxigraph as ox

    target = _TARGET.match(_text(query))
    if target is None:
        raise UnreadableInput(query, "must begin with '# target: <graph name>'", line=1)
    graph = ox.NamedNode(GR + target.group(1))
    return (ox.Quad(t.subject, t.predicate, t.object, graph) for t in constructed(store, query))


def _text(query: str) -> str:
    return (folder("queries") / "export" / query).read_text(encoding="utf-8")
