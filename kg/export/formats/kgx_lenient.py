"""KGX with columns of our own: every assertion, and what Biolink has no slot for as ``sermbone_`` columns."""

from __future__ import annotations

from pathlib import Path

from kg.export import convenient
from kg.export.format import Format, Request, Written
from kg.export.kgx_graph import FILES, HOW_TO_LOAD, evidence_codes, write_graph


def write(request: Request, folder: Path) -> Written:
    """Write the files of ``kgx`` with the columns ``sermbone_…``: status, sign, milieu, works against it and others."""
    return write_graph(request, folder, evidence_codes(request.graph), lenient=True)


FORMAT = Format(
    name="kgx-lenient",
    target="KGX readers that keep columns they do not know",
    files=FILES,
    how_to_load=HOW_TO_LOAD,
    loaded_with="KGX 2.6.0 with Biolink 4.4.6",
    writer=write,
    queries="kgx-lenient",
    views=(convenient.NAME,),
)
