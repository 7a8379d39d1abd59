"""Turtle: all named graphs merged into one, for tools that know no others."""

from __future__ import annotations

from pathlib import Path

from kg.base.prefixes import table
from kg.export.format import Format, Request, Written

_FILE = "serm-bone.ttl"


def write(request: Request, folder: Path) -> Written:
    """Write every triple to ``serm-bone.ttl``, one that stands in two graphs once; which graph it stood in is lost."""
    import pyoxigraph as ox

    quads = request.quads
    ox.serialize(quads.triples(), str(folder / _FILE), format=ox.RdfFormat.TURTLE, prefixes=table())
    return Written(rows={_FILE: quads.count_triples()}, losses={"graph of a statement": len(quads)})


FORMAT = Format(
    name="turtle",
    target="tools without named graphs (the graphs are merged)",
    files=_FILE,
    how_to_load="rdflib.Graph().parse('serm-bone.ttl')",
    loaded_with="Jena 6.2.0, N3.js 2.13.12, rdflib 7.6.0 and pyoxigraph 0.5.13",
    writer=write,
    queries="sparql",
)
