"""What an overlay costs: laid over the packaged snapshot, against compiling everything; and how the rules grow.

``python -m bench.overlaid [--scale]`` prints these lines alone; ``--scale`` goes up to 10^5 assertions. A million
have not been derived to the end on any machine of ours.
"""

from __future__ import annotations

import math
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pyoxigraph as ox

import kg
from bench.measure import Line
from kg import catalogue
from kg.graph import Graph
from kg.names import ENT, GR, RDF_TYPE, RDFS_LABEL, REL, SB
from kg.rules import rules
from kg.snapshot.compile import compile_snapshot
from kg.sources import read_quads

_SEED, _SKEW, _COUNTS = 4711, 2, 0.05
_SIZES = 10**4, 10**5
_TYPE, _ASSERTION, _HOME = ox.NamedNode(RDF_TYPE), ox.NamedNode(SB + "Assertion"), ox.NamedNode(GR + "assertions")
_SIGNED = [ox.NamedNode(REL + name) for name in ("increases-expression-of", "decreases-expression-of")]
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


def thin(count: int) -> Iterator[ox.Quad]:
    """Yield the curated quads and ``count`` assertions without evidence, their ends drawn with hubs."""
    yield from read_quads()
    draw, label = random.Random(_SEED).random, ox.NamedNode(RDFS_LABEL)
    subject, relation, object = (ox.NamedNode(SB + name) for name in ("subject", "relation", "object"))
    for number in range(count):
        own = ox.NamedNode(f"https://w3id.org/serm-bone/assertion/T{number}")
        ends = [ox.NamedNode(f"{ENT}T{int(count * 0.25 * draw() ** _SKEW)}") for _ in range(2)]
        yield ox.Quad(own, _TYPE, _ASSERTION, _HOME)
        yield ox.Quad(own, label, ox.Literal(f"T{number}"), _HOME)
        yield ox.Quad(own, subject, ends[0], _HOME)
        yield ox.Quad(own, relation, _SIGNED[draw() < 0.4], _HOME)
        yield ox.Quad(own, object, ends[1], _HOME)


def growth(small: int = _SIZES[0], large: int = _SIZES[1]) -> list[Line]:
    """Return the exponents with which the rules grow, by CPU time, together and the steepest of them."""
    told = [_costs(size) for size in (small, large)]
    factor, note = math.log(large / small), f"{small:,} to {large:,} assertions"
    steep = {name: math.log(told[1][name] / told[0][name]) / factor for name in told[0] if told[1][name] > _COUNTS}
    whole = math.log(sum(told[1].values()) / sum(told[0].values())) / factor
    worst = max(steep, key=lambda name: steep[name], default="none")
    peer, what = "growth in step with the assertions", "growth of the rules on thin assertions"
    return [
        Line(what=f"{what}, exponent", peer=peer, ratio=whole, limit=1.2, unit="", note=note),
        Line(what=f"{what}, steepest", peer=peer, ratio=steep.get(worst, 0.0), limit=1.2, unit="", note=f"`{worst}`"),
    ]


def _costs(size: int) -> dict[str, float]:
    store = ox.Store()
    store.bulk_extend(thin(size))
    found: dict[str, float] = {}
    for rule in rules():
        start, graph = time.process_time(), ox.NamedNode(rule.target)
        triples = store.query(rule.text, use_default_graph_as_union=True)
        store.bulk_extend(ox.Quad(one.subject, one.predicate, one.object, graph) for one in triples)  # type: ignore[union-attr]
        del triples
        catalogue.rows(store, "populations")  # the first query after a large write pays for it: not the next rule
        found[rule.path.stem] = time.process_time() - start
    return found


def main() -> int:
    """Print the lines."""
    lines = overlaid(kg.load(), 5) + (growth() if "--scale" in sys.argv else growth(10**3, 10**4))
    for line in lines:
        kept = "" if line.kept else " NO"
        print(f"{line.what} | {line.peer} | {line.ratio:.3g}{line.unit} | {line.limit}{kept} | {line.note}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
