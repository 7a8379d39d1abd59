"""The table of mappings, read and validated by the SSSOM library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.api import Graph
from kg.export import FORMATS
from tests.receivers.programs.outside import answers, manifest
from tests.receivers.python import interpreter
from tests.receivers.rdf import PROGRAMS, said
from tests.receivers.rows import ReceiverRow, told

pytestmark = pytest.mark.slow


def test_the_library_finds_every_mapping_and_no_fault(
    graph: Graph, tmp_path: Path, hold: Callable[[ReceiverRow], None]
) -> None:
    """Each row as it stands in the file, each prefix known, and nothing for the three validators to say."""
    graph.export("sssom", str(tmp_path / "out"))
    path = tmp_path / "out" / FORMATS["sssom"].files
    found = json.loads(said([interpreter("sssom"), PROGRAMS / "sssom_reader.py", path]))
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert [found["columns"], *found["rows"]] == [line.split("\t") for line in lines]
    assert found["faults"] == []
    assert answers(interpreter("sssom"), tmp_path / "out") == manifest(tmp_path / "out")["questions"]
    ends = {cell for row in found["rows"] for cell in (row[0], row[3])}
    hold(
        ReceiverRow(
            format="sssom",
            view="mappings of the packaged graph",
            receiver="sssom-py",
            version=found["version"],
            nodes=len(ends),
            edges=len(found["rows"]),
            signs=0,
            pmids=0,
            strings=sum(bool(cell) for row in found["rows"] for cell in row),
            losses=told({}),
        )
    )
