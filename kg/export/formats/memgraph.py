"""A script for Memgraph (``.cypherl``): indexes in its own words, then the same statements as ``cypher``."""

from __future__ import annotations

from pathlib import Path

from kg.export.cypher import index_names
from kg.export.format import BOTH, Format, Request, Written
from kg.export.formats.cypher import script

_FILE = "serm-bone.cypherl"


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone.cypherl``: indexes, then the nodes, then the edges."""
    indexes = [f"CREATE INDEX ON :{label}(id);" for _, label in index_names(request.property_graph)]
    return script(request, folder / _FILE, indexes)


FORMAT = Format(
    name="memgraph",
    target="Memgraph",
    files=_FILE,
    how_to_load="mgconsole < serm-bone.cypherl",
    loaded_with="ArcadeDB 26.10.2, without the indexes, in place of Memgraph, of which no package is in the registries",
    writer=write,
    views=BOTH,
    queries="cypher",
)
