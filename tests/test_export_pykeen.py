"""Triples for PyKEEN: no drug, and nothing that was borrowed from it, stands in two parts."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import kg
import kg.base.prefixes
from kg.api import Graph
from kg.export.format import Request

HOSTILE = Path(__file__).parent / "receivers" / "hostile.ttl"


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The packaged graph with hostile strings laid over it."""
    return kg.load(data=[HOSTILE])


def split(path: Path) -> dict[str, set[tuple[str, ...]]]:
    """The triples of each part."""
    found = {}
    for part in ("train", "valid", "test"):
        with open(path / f"{part}.tsv", encoding="utf-8", newline="") as file:
            rows = [tuple(row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
        assert {len(row) for row in rows} == {3}
        assert rows == sorted(set(rows))
        found[part] = set(rows)
    return found


def test_no_drug_stands_in_two_parts(graph: Graph, tmp_path: Path) -> None:
    """Nor what was borrowed from a drug of another part; every triple is an assertion that may be walked on."""
    graph.export("pykeen", str(tmp_path / "out"))
    parts = split(tmp_path / "out")
    with open(tmp_path / "out" / "drugs.tsv", encoding="utf-8", newline="") as file:
        part_of = {row["drug"]: row["part"] for row in csv.DictReader(file, delimiter="\t")}
    for name, triples in parts.items():
        ends = {end for head, _, tail in triples for end in (head, tail)} & set(part_of)
        assert {part_of[drug] for drug in ends} <= {name}
    assert set(part_of.values()) == set(parts)
    with Request(graph, view="convenient") as request:
        table = request.property_graph.edges[0]
        rows = {str(row[0]): row for row in table.rows()}
    premises, status = table.place("premises"), table.place("status")

    def drugs(own: str) -> set[str]:
        row: Any = rows[own]
        return ({row[1], row[2]} & set(part_of)).union(*(drugs(based) for based in row[premises] if based in rows))

    homes: dict[tuple[Any, ...], set[str]] = {}
    for own, row in rows.items():
        home = {part_of[drug] for drug in drugs(own)} or {"train"}
        if row[status] in ("supported", "contested", "inferred") and len(home) == 1:
            homes.setdefault((row[1], row[3], row[2]), set()).update(home)
    for name, triples in parts.items():
        assert triples == {triple for triple, home in homes.items() if name in home}
        assert len(triples) > 20


def test_joined_drugs_stay_together_and_losses_are_counted(graph: Graph, tmp_path: Path) -> None:
    """Every pair of drugs that a source joins is in one part; what is left out adds up to all assertions."""
    graph.export("pykeen", str(tmp_path / "out"))
    items = graph.section("assertions")["items"].values()
    with open(tmp_path / "out" / "drugs.tsv", encoding="utf-8", newline="") as file:
        part_of = {row["drug"]: row["part"] for row in csv.DictReader(file, delimiter="\t")}
    joined = [
        (kg.base.prefixes.compress(item["subject"]), kg.base.prefixes.compress(item["object"]))
        for item in items
        if item["rule"] is None
    ]
    pairs = [pair for pair in joined if pair[0] in part_of and pair[1] in part_of]
    assert len(pairs) >= 5
    assert all(part_of[one] == part_of[other] for one, other in pairs)
    losses = json.loads((tmp_path / "out" / "manifest.json").read_text())["losses"]
    assert sum(losses.values()) + sum(map(len, split(tmp_path / "out").values())) == len(items)


def test_the_same_graph_gives_the_same_bytes(graph: Graph, tmp_path: Path) -> None:
    """Nothing of time, place or process stands in a file."""

    def files(folder: Path) -> dict[str, bytes]:
        graph.export("pykeen", str(folder))
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    assert files(tmp_path / "one") == files(tmp_path / "two")
