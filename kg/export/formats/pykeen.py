"""Triples for PyKEEN and its kin, split so that no drug stands in two of the parts.

Drugs that a source joins (a drug and its metabolite) stay together; the groups are dealt out in the order of a digest
of their names. What a rule borrowed from one drug for another is a copy of what was shown with the first: it stands
only where both are in the same part.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from kg.export import convenient
from kg.export.format import Format, Request, Written
from kg.export.table import Row, Table
from kg.network.signed_graph import WALKED

PARTS = ("train", "valid", "test")
_SHARE = 0.1
_DRUGS = ("Drug", "Intervention")
_FIRST = "ent:toremifene"
_UNVERIFIED = "assertions that nobody verified"
_ACROSS = "assertions that rest on drugs of two parts"
_AGAIN = "assertions that differ from another in context or evidence only"


class _Edge(NamedTuple):
    triple: tuple[str, str, str]
    status: str
    premises: tuple[str, ...]


def write(request: Request, folder: Path) -> Written:
    """Write ``train.tsv``, ``valid.tsv`` and ``test.tsv`` (head, relation, tail; no header) and ``drugs.tsv``.

    Relations have their sign in their names. What joins no drug is in ``train.tsv``. Holds all triples in memory.
    """
    labels = _drugs(request, request.property_graph.nodes[0])
    edges = _edges(request, request.property_graph.edges[0])
    part = _split(labels, edges.values())
    rests_on = _grounds(edges, labels)
    found: dict[str, set[tuple[str, str, str]]] = {name: set() for name in PARTS}
    losses: Counter[str] = Counter()
    for own, edge in edges.items():
        home = {part[drug] for drug in rests_on(own)} or {"train"}
        if edge.status not in WALKED:
            losses[_UNVERIFIED] += 1
        elif len(home) > 1:
            losses[_ACROSS] += 1
        else:
            (name,) = home
            losses[_AGAIN] += edge.triple in found[name]
            found[name].add(edge.triple)
    for name, triples in found.items():
        _write(folder / f"{name}.tsv", sorted(triples))
    _write(folder / "drugs.tsv", [("drug", "label", "part"), *((d, labels[d], part[d]) for d in sorted(labels))])
    rows = {f"{name}.tsv": len(triples) for name, triples in found.items()}
    return Written(
        rows={**rows, "drugs.tsv": len(labels)},
        losses={what: n for what, n in losses.items() if n},
        answers={
            "train": len(found["train"]),
            "held-out": len(found["valid"]) + len(found["test"]),
            "toremifene": sum(triple[0] == _FIRST for triples in found.values() for triple in triples),
        },
    )


def _drugs(request: Request, table: Table) -> dict[str, str]:
    """Drug -> its label on one line."""
    kinds, label = table.place("labels"), table.place("label")
    return {
        str(row[0]): " ".join(str(row[label]).split())
        for row in request.rows(table)
        if isinstance(kinds_of := row[kinds], tuple) and kinds_of[-1] in _DRUGS
    }


def _edges(request: Request, table: Table) -> dict[str, _Edge]:
    source, relation, target = (table.place(name) for name in ("source", "relation", "target"))
    status, premises = table.place("status"), table.place("premises")

    def edge(row: Row) -> _Edge:
        based: Any = row[premises]
        return _Edge((str(row[source]), str(row[relation]), str(row[target])), str(row[status]), based)

    return {str(row[0]): edge(row) for row in request.rows(table)}


def _split(drugs: Iterable[str], edges: Collection[_Edge]) -> dict[str, str]:
    """Drug -> part; drugs that an assertion of a source joins are one group, which goes by its first name."""
    first = {drug: drug for drug in drugs}

    def root(drug: str) -> str:
        while first[drug] != drug:
            drug = first[drug]
        return drug

    for edge in edges:
        head, _, tail = edge.triple
        if not edge.premises and head in first and tail in first:
            one, other = sorted((root(head), root(tail)))
            first[other] = one
    size = Counter(
        root(end)
        for edge in edges
        if not edge.premises and edge.status in WALKED
        for end in {edge.triple[0], edge.triple[2]} & first.keys()
    )
    part = _parts(size)
    return {drug: part.get(root(drug), "train") for drug in first}


def _parts(size: Mapping[str, int]) -> dict[str, str]:
    """Group -> part, for groups with what sources say of their drugs: in the order of a digest of their names, until
    test and valid have their share. A group of more than that share stays in train.
    """
    share = _SHARE * sum(size.values())
    filled = dict.fromkeys(("test", "valid"), 0)
    found = {}
    for name in sorted(size, key=lambda name: blake2b(name.encode(), digest_size=8).digest()):
        found[name] = next((part for part, held in filled.items() if held < share and size[name] <= share), "train")
        if found[name] in filled:
            filled[found[name]] += size[name]
    return found


def _grounds(edges: Mapping[str, _Edge], drugs: Mapping[str, str]) -> Any:
    @cache
    def rests_on(own: str) -> frozenset[str]:
        """The drugs at the ends of an assertion and of what it was derived from."""
        edge = edges[own]
        ends = {end for end in (edge.triple[0], edge.triple[2]) if end in drugs}
        return frozenset(ends).union(*(rests_on(premise) for premise in edge.premises if premise in edges))

    return rests_on


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows(rows)


FORMAT = Format(
    name="pykeen",
    target="PyKEEN and other learners of embeddings that read triples",
    files="train.tsv, valid.tsv, test.tsv, drugs.tsv",
    how_to_load="""\
from pykeen.triples import TriplesFactory
training = TriplesFactory.from_path("train.tsv")
# In Python, with NumPy alone:
import numpy
train, valid, test = (
    numpy.loadtxt(f"{part}.tsv", dtype=str, delimiter="\\t", comments=None) for part in ("train", "valid", "test")
)""",
    loaded_with="NumPy 2.4.6, by the lines that PyKEEN reads triples with; PyKEEN itself was not run",
    writer=write,
    queries="pykeen",
    views=(convenient.NAME,),
)
