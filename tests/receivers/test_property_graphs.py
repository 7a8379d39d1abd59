"""Every property-graph export, loaded by the program it is meant for: what comes out is what went in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from kg.export import MANIFEST
from kg.export.format import Request
from tests.receivers.inventory import Inventory, measured_losses
from tests.receivers.registry import RECEIVERS, Receiver
from tests.receivers.rows import ReceiverRow, told

HOSTILE = Path(__file__).with_name("hostile.ttl")


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The packaged graph with hostile strings laid over it."""
    return kg.load(data=[HOSTILE])


@pytest.mark.slow
@pytest.mark.parametrize("receiver", RECEIVERS, ids=lambda it: f"{it.format}-{it.view}-{it.name.replace(' ', '-')}")
def test_what_comes_out_is_what_went_in(
    graph: Graph, tmp_path: Path, receiver: Receiver, hold: Callable[[ReceiverRow], None]
) -> None:
    """Every cell is held as it was exported but those declared lost; README's queries count what it says; the table
    of receivers prints just this.
    """
    folder = tmp_path / "out"
    graph.export(receiver.format, str(folder), view=receiver.view)
    found = receiver.read(folder)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    with Request(graph, view=receiver.view) as request:
        assert measured_losses(request.property_graph, found) == manifest["losses"]
    assert dict(found.answers) == ({} if receiver.silent else manifest["questions"])
    hold(row(receiver, found, manifest["losses"]))


def test_some_program_answers_the_questions_of_each_format() -> None:
    """Where one has no language to be asked in, another that reads the same files has."""
    answered = {(it.format, it.view) for it in RECEIVERS if not it.silent}
    silent = {(it.format, it.view) for it in RECEIVERS if it.silent} - answered
    assert silent == {("neptune", "lossless")}, "whose questions are those that Neo4j is asked of the same graph"


def row(receiver: Receiver, found: Inventory, declared: dict[str, int]) -> ReceiverRow:
    """Return what the table of receivers says of this run."""
    values = [value for side in (found.nodes, found.edges) for held in side.values() for value in held.values()]
    return ReceiverRow(
        format=receiver.format,
        view=receiver.view,
        receiver=receiver.name,
        version=found.version,
        nodes=len(found.nodes),
        edges=len(found.edges),
        signs=sum("sign" in held for held in found.edges.values()),
        pmids=sum(len(held.get("pmids", ())) for held in (*found.edges.values(), *found.nodes.values())),
        strings=sum(len(value) if isinstance(value, list) else isinstance(value, str) for value in values),
        losses=told(declared),
    )
