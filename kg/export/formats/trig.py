"""TriG: the named graphs, readable."""

from __future__ import annotations

from pathlib import Path

from kg.base.prefixes import table
from kg.export.format import Format, Request, Written

_FILE = "serm-bone.trig"


def write(request: Request, folder: Path) -> Written:
    """Write every quad to ``serm-bone.trig``."""
    import pyoxigraph as ox

    quads = request.quads
    ox.serialize(quads.quads(), str(folder / _FILE), format=ox.RdfFormat.TRIG, prefixes=table())
    return Written(rows={_FILE: len(quads)})


FORMAT = Format(
    name="trig",
    target="RDF stores, people",
    files=_FILE,
    how_to_load="rdflib.Dataset().parse('serm-bone.trig')",
    loaded_with="Fuseki 6.2.0, Oxigraph 0.5.13, Jena 6.2.0, N3.js 2.13.12, rdflib 7.6.0 and pyoxigraph 0.5.13",
    writer=write,
    queries="sparql",
)
