"""What an overlay of one assertion costs: laid over the packaged snapshot, against compiling everything."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import kg
from bench.measure import Line
from kg.api import Graph
from kg.snapshot.compile import compile_snapshot

_OVERLAY = """@prefix my: <https://example.org/mine/> .
@prefix rel: <https://w3id.org/serm-bone/relation/> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix pub: <https://w3id.org/serm-bone/publication/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
my:a a sb:Assertion ; rdfs:label "lowers sclerostin"@en ; sb:subject ent:raloxifene ;
    sb:relation rel:decreases-expression-of ; sb:object ent:SOST .
my:e a sb:EvidenceLine ; rdfs:label "read"@en ; sb:evidenceFor my:a ; sb:direction sb:supports ;
    sb:verification sb:verifiedInAbstract ; sb:inSystem ent:human-cells ; sb:reference pub:PMID1541679 .
"""


def overlaid(graph: Graph, rounds: int) -> list[Line]:
    """Return how many times faster an assertion with its evidence is laid over the snapshot than compiled with it."""
    costs: list[float] = []
    with tempfile.TemporaryDirectory() as room:
        file = Path(room) / "own.ttl"
        file.write_text(_OVERLAY, encoding="utf-8")
        for number in range(rounds):
            whole, laid = Path(room) / f"whole{number}", Path(room) / f"laid{number}"
            ways: list[Callable[[], None]] = [
                lambda to=whole: compile_snapshot(to, [file]),  # type: ignore[misc]
                lambda to=laid: compile_snapshot(to, [file], graph.snapshot_folder),  # type: ignore[misc]
            ]
            spent = [_seconds(way) for way in ways]
            same = [path.name for path in laid.glob("*.json")]
            if any(
                (whole / name).read_bytes() != (laid / name).read_bytes() for name in same if name != "manifest.json"
            ):
                raise RuntimeError("an overlay gives another graph than all sources")
            costs.append(spent[0] / spent[1])
    what, peer = "an overlay of one assertion, times faster", "everything compiled, same graph"
    return [Line(what=what, peer=peer, ratio=median(costs), at_most=False)]


def _seconds(way: Callable[[], None]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def main() -> int:
    """Print the line."""
    for line in overlaid(kg.load(), 5):
        print(f"{line.what} | {line.peer} | {line.ratio:.3g}{line.unit}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
