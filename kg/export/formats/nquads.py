"""N-Quads: one line a quad, sorted; the dump whose hash is the truth."""

from __future__ import annotations

from pathlib import Path

from kg.base.progress import shown
from kg.export.format import Format, Request, Written

_FILE = "serm-bone.nq"


def write(request: Request, folder: Path) -> Written:
    """Write every quad to ``serm-bone.nq``."""
    with open(folder / _FILE, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(shown(request.quads.lines(), "quads"))
    return Written(rows={_FILE: len(request.quads)})


FORMAT = Format(
    name="nquads",
    target="any RDF store with named graphs",
    files=_FILE,
    how_to_load="oxigraph load --location db --file serm-bone.nq",
    loaded_with="Jena 6.2.0, N3.js 2.13.12, rdflib 7.6.0 and pyoxigraph 0.5.13",
    writer=write,
    queries="sparql",
)
