"""RDF 1.2: the whole graph, with each supported assertion as the reifier of the plain triple that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kg.base.prefixes import table
from kg.base.progress import shown
from kg.export.construct import made
from kg.export.format import Format, Request, Written
from kg.interop.quads import QuadFile

if TYPE_CHECKING:
    import pyoxigraph as ox

_TRIG, _LINES, _CLASSIC = "serm-bone.rdf12.trig", "serm-bone.rdf12.nq", "serm-bone.statements.nq"


def write(request: Request, folder: Path) -> Written:
    """Write the graph with reifiers as TriG 1.2 and as N-Quads 1.2, and once more with ``rdf:Statement`` (RDF 1.1)."""
    import pyoxigraph as ox

    with QuadFile(_with(request, "rdf12/reifiers.rq")) as quads:
        ox.serialize(quads.quads(), str(folder / _TRIG), format=ox.RdfFormat.TRIG, prefixes=table())
        _dump(quads, folder / _LINES)
        modern = len(quads)
    with QuadFile(_with(request, "rdf12/statements.rq")) as quads:
        _dump(quads, folder / _CLASSIC)
        return Written(rows={_TRIG: modern, _LINES: modern, _CLASSIC: len(quads)})


def _with(request: Request, query: str) -> Iterator[ox.Quad]:
    """Yield every quad, then what ``query`` adds to it."""
    return chain(request.quads.quads(), made(request.graph.store, query))


def _dump(quads: QuadFile, path: Path) -> None:
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(shown(quads.lines(), "quads"))


FORMAT = Format(
    name="rdf12",
    target="stores that know RDF 1.2 triple terms; rdf:Statement for those that do not",
    files=f"{_TRIG}, {_LINES}, {_CLASSIC}",
    how_to_load="oxigraph load --location db --file serm-bone.rdf12.trig",
    loaded_with="Jena 6.2.0, N3.js 2.13.12, pyoxigraph 0.5.13 and, for rdf:Statement, rdflib 7.6.0",
    writer=write,
    queries="sparql",
)
