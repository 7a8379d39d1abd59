"""KGX, as TSV and as JSON Lines: the assertions as Biolink says them, with slots of Biolink only."""

from __future__ import annotations

from pathlib import Path

from kg.export import convenient
from kg.export.format import Format, Request, Written
from kg.export.kgx_graph import FILES, HOW_TO_LOAD, evidence_codes, write_graph


def write(request: Request, folder: Path) -> Written:
    """Write nodes and edges, each as ``.tsv`` and ``.jsonl``.

    Assertions whose evidence nobody read, or read against them, are left out: Biolink has no slot for their status.
    """
    return write_graph(request, folder, evidence_codes(request.graph), lenient=False)


FORMAT = Format(
    name="kgx",
    target="Biolink tools: KGX, Koza, Translator, Monarch",
    files=FILES,
    how_to_load=HOW_TO_LOAD,
    loaded_with="KGX 2.6.0 with Biolink 4.4.6",
    writer=write,
    queries="kgx",
    views=(convenient.NAME,),
)
