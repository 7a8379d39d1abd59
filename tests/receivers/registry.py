"""Every receiver: which program reads which export. A new one is a module under ``programs`` and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.export.format import BOTH
from tests.receivers.inventory import Inventory
from tests.receivers.programs import (
    arcadedb,
    gephi,
    graphml,
    kgx_files,
    ladybug,
    ndex,
    neo4j,
    neptune,
    tables,
    tinkergraph,
    webpages,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A program that loads a property-graph export: ``read`` starts it on the folder, stops it, says what it held.

    ``name`` is the program as the table of receivers prints it; ``silent`` where it has no language to be asked in.
    """

    format: str
    view: str
    name: str
    read: Callable[[Path], Inventory]
    silent: bool = False


def _both(format: str, name: str, read: Callable[[str], Callable[[Path], Inventory]]) -> tuple[Receiver, ...]:
    """Return the receiver for each view; ``read`` is told which."""
    return tuple(Receiver(format=format, view=view, name=name, read=read(view)) for view in BOTH)


_NETWORKS = (
    *(Receiver(format="ladybug", view=view, name="Ladybug", read=ladybug.read) for view in BOTH),
    *(Receiver(format="graphson", view=view, name="TinkerGraph", read=tinkergraph.read) for view in BOTH),
    *(Receiver(format="graphml", view=view, name="igraph", read=graphml.by_igraph) for view in BOTH),
    *(Receiver(format="graphml", view=view, name="networkx", read=graphml.by_networkx) for view in BOTH),
    *(Receiver(format="gexf", view=view, name="Gephi", read=gephi.read, silent=True) for view in BOTH),
    *(Receiver(format="gexf", view=view, name="graphology-gexf", read=webpages.by_graphology) for view in BOTH),
    *(Receiver(format="cyjs", view=view, name="Cytoscape.js", read=webpages.by_cytoscape) for view in BOTH),
    *(Receiver(format="cx2", view=view, name="ndex2", read=ndex.cx2) for view in BOTH),
    Receiver(format="sif", view="convenient", name="ndex2 and pandas", read=ndex.sif),
)
_TABLES = tuple(
    Receiver(format=format, view=view, name=name, read=tables.reader(program, format))
    for format in ("csv", "parquet")
    for view in BOTH
    for program, name in tables.PROGRAMS.items()
)
_KGX = tuple(
    Receiver(format=format, view="convenient", name=name, read=kgx_files.reader(form))
    for format in ("kgx", "kgx-lenient")
    for form, name in kgx_files.FORMS.items()
)
_DATABASES = (
    *_both("neo4j", "Neo4j", neo4j.bulk),
    *_both("cypher", "Neo4j", neo4j.script),
    Receiver(format="cypher", view="convenient", name="ArcadeDB", read=arcadedb.script("convenient")),
    *_both("cypher-load", "Neo4j", neo4j.load_csv),
    Receiver(format="memgraph", view="convenient", name="ArcadeDB for Memgraph", read=arcadedb.memgraph("convenient")),
    *(
        Receiver(format="neptune", view=view, name="a strict reader for Neptune", read=neptune.read, silent=True)
        for view in BOTH
    ),
    Receiver(format="neptune", view="convenient", name="ArcadeDB for Neptune", read=arcadedb.neptune),
)
RECEIVERS: tuple[Receiver, ...] = (*_DATABASES, *_TABLES, *_KGX, *_NETWORKS)
