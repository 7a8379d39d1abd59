"""Every receiver: which program reads which export. A new one is a module under ``programs`` and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.receivers.inventory import Inventory
from tests.receivers.programs import gephi, graphml, ladybug, ndex, tinkergraph, webpages


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A program that loads a property-graph export: ``read`` starts it on the folder, stops it, says what it held.

    ``name`` is the program as the table of receivers prints it.
    """

    format: str
    view: str
    name: str
    read: Callable[[Path], Inventory]


_BOTH = ("convenient", "lossless")

RECEIVERS: tuple[Receiver, ...] = (
    *(Receiver(format="ladybug", view=view, name="Ladybug", read=ladybug.read) for view in _BOTH),
    *(Receiver(format="graphson", view=view, name="TinkerGraph", read=tinkergraph.read) for view in _BOTH),
    *(Receiver(format="graphml", view=view, name="igraph", read=graphml.by_igraph) for view in _BOTH),
    *(Receiver(format="graphml", view=view, name="networkx", read=graphml.by_networkx) for view in _BOTH),
    *(Receiver(format="gexf", view=view, name="Gephi", read=gephi.read) for view in _BOTH),
    *(Receiver(format="gexf", view=view, name="graphology-gexf", read=webpages.by_graphology) for view in _BOTH),
    *(Receiver(format="cyjs", view=view, name="Cytoscape.js", read=webpages.by_cytoscape) for view in _BOTH),
    *(Receiver(format="cx2", view=view, name="ndex2", read=ndex.cx2) for view in _BOTH),
    Receiver(format="sif", view="convenient", name="ndex2 and pandas", read=ndex.sif),
)
