"""The Biolink Model against ``kgx``: KGX's own validator has nothing to say, and evidence codes are there."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.api import Graph
from tests.curated import blocks
from tests.receivers.programs.kgx_files import FORMS, Read, read

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The packaged graph: identifiers that no prefix fits are for those who lay them over it to mend."""
    return kg.load()


@pytest.fixture(scope="module", params=[(name, form) for name in ("kgx", "kgx-lenient") for form in FORMS])
def found(request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """What KGX reads."""
    name, form = request.param
    folder = tmp_path_factory.mktemp("kgx") / "out"
    graph.export(name, str(folder))
    return read(form, folder)


@pytest.mark.slow
def test_the_validator_finds_no_error(found: Read) -> None:
    """Over every node and edge of the packaged graph, against the Biolink Model of its wheel."""
    assert found.errors == {}
    assert len(found.nodes) > 700
    assert len(found.edges) > 1300


@pytest.mark.slow
def test_evidence_codes_are_those_of_what_supports_an_edge(found: Read) -> None:
    """As the curated Turtle has them; what a rule derived has none."""
    told = blocks((ROOT / "ontology").glob("assertions/*.ttl"))
    wanted: dict[str, set[str]] = {}
    for block in told.values():
        if block.get("sb:direction") == ["sb:supports"] and "sb:ecoType" in block:
            for edge in block["sb:evidenceFor"]:
                wanted.setdefault(edge, set()).update(block["sb:ecoType"])
    held = {edge["id"]: set(edge["has_evidence"]) for edge in found.edges if "has_evidence" in edge}
    present = {edge["id"] for edge in found.edges}
    assert held == {edge: codes for edge, codes in wanted.items() if edge in present}
    assert len(held) > 300
