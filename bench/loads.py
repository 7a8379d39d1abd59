"""How long it takes to read Turtle into a store, each subject in its home graph, against the store's own loader."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from bench.generate_records import Records
from bench.measure import Line
from kg.rdf.loader import load_store

_ROUNDS = 28  # of records: 10^6 triples


def loading(*, smoke: bool) -> list[Line]:
    """10^6 triples of an overlay, by CPU time in this process; the packaged files are read beside them, a hundredth."""
    records = Records()
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "records.ttl"
        with path.open("wb") as file:
            file.writelines(f"{quad.triple} .\n".encode() for quad in records.rounds(1 if smoke else _ROUNDS))
        start = time.process_time()
        store = ox.Store()
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
        bare, triples = time.process_time() - start, len(store)
        del store
        start = time.process_time()
        load_store([path])
        ours = time.process_time() - start
    what, peer = "loading 10^6 triples as an overlay", "`bulk_load` of pyoxigraph, into one graph"
    return [Line(what=what, peer=peer, ratio=ours / bare, limit=1.3, note=f"{triples:,} triples")]
