"""Nanopublications: each supported assertion with its evidence as four small graphs, unsigned.

Guidelines: https://nanopub.net/guidelines/working_draft/. The IRIs are those of this graph, without the hash of a
trusty URI: whoever signs and publishes one makes that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.base.namespaces import ENT, PROV, SB
from kg.base.prefixes import table
from kg.base.progress import shown
from kg.export.construct import selected
from kg.export.format import Format, Request, Written
from kg.interop.quads import QuadFile

if TYPE_CHECKING:
    import pyoxigraph as ox

_FILE = "serm-bone.nanopubs.trig"
_PARTS = ("head", "assertion", "provenance", "pubinfo")
_HEAD, _ASSERTION = "#Head>", "#assertion>"
_SUBJECT, _DERIVED, _FIRST = f"<{SB}subject>", f"<{PROV}wasDerivedFrom>", f"<{ENT}toremifene>"


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone.nanopubs.trig``: the four graphs of a nanopublication together, its head first.

    Assertions that are not supported, inferred ones and outcomes of trials make none, and are counted.
    """
    import pyoxigraph as ox

    with QuadFile(_quads(request)) as quads:
        answers = _answers(quads)
        ox.serialize(shown(quads.quads(), "quads"), str(folder / _FILE), format=ox.RdfFormat.TRIG, prefixes=table())
        rows = {_FILE: len(quads)}
    assertions = request.graph.section("assertions")["items"].values()
    inferred = sum(item["rule"] is not None for item in assertions)
    losses = {
        "curated assertions that are not supported": len(assertions) - inferred - answers["nanopublications"],
        "inferred assertions": inferred,
        "outcomes of trials": len(request.graph.section("outcomes")),
    }
    return Written(rows=rows, losses={what: count for what, count in losses.items() if count}, answers=answers)


def _answers(quads: QuadFile) -> dict[str, int]:
    nanopubs, about, works = set[str](), set[str](), set[str]()
    for graph, subject, predicate, other in quads.by_graph():
        if graph.endswith(_HEAD):
            nanopubs.add(graph)
        elif predicate == _SUBJECT and other == _FIRST:
            about.add(graph)
        elif predicate == _DERIVED and subject.endswith(_ASSERTION):
            works.add(other)
    return {"nanopublications": len(nanopubs), "toremifene": len(about), "works": len(works)}


def _quads(request: Request) -> Iterator[ox.Quad]:
    import pyoxigraph as ox

    for part in _PARTS:
        for row in selected(request.graph.store, f"nanopub/{part}.rq"):
            yield ox.Quad(row["subject"], row["predicate"], row["object"], row["graph"])


FORMAT = Format(
    name="nanopub",
    target="the nanopublication network: one small signed statement at a time",
    files=_FILE,
    how_to_load="""\
np check serm-bone.nanopubs.trig
arq --data serm-bone.nanopubs.trig --query question.rq  # a question below, in a file""",
    loaded_with="nanopub-java 1.34, Jena 6.2.0 and N3.js 2.13.12",
    writer=write,
    queries="nanopub",
)
