"""GraphML and GEXF obey the XML schemas of their formats, as JGraphT carries them."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from tests.receivers.maven import classpath
from tests.receivers.programs.outside import HERE
from tests.receivers.python import interpreter
from tests.receivers.test_property_graphs import HOSTILE

pytestmark = pytest.mark.slow
VIEWS = ("convenient", "lossless")


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The packaged graph with hostile strings laid over it."""
    return kg.load(data=[HOSTILE])


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the schemas."""
    top = tmp_path_factory.mktemp("schemas")
    with zipfile.ZipFile(classpath("xmlschemas")) as jar:
        jar.extractall(top, [name for name in jar.namelist() if name.endswith(".xsd")])
    return top


def faults(file: Path, schema: Path) -> list[str]:
    """What the validator of libxml2 finds."""
    command: list[str | Path] = [interpreter("networks"), "-P", HERE / "schema_reader.py", file, schema]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_graphml_obeys_its_schema(graph: Graph, schemas: Path, tmp_path: Path, view: str) -> None:
    """All ids are name tokens and unique, all keys are declared."""
    graph.export("graphml", str(tmp_path / "out"), view=view)
    assert faults(tmp_path / "out" / "serm-bone.graphml", schemas / "graphml.xsd") == []


@pytest.mark.parametrize("view", VIEWS)
def test_gexf_obeys_the_schema_of_the_version_before(graph: Graph, schemas: Path, tmp_path: Path, view: str) -> None:
    """No package has the schema of 1.3: held against that of 1.2, without the attribute ``kind``, which is newer."""
    graph.export("gexf", str(tmp_path / "out"), view=view)
    text = (tmp_path / "out" / "serm-bone.gexf").read_text(encoding="utf-8")
    older = text.replace(
        'xmlns="http://gexf.net/1.3" version="1.3"', 'xmlns="http://www.gexf.net/1.2draft" version="1.2"'
    )
    (tmp_path / "older.gexf").write_text(re.sub(r'(<edge [^>]*?) kind="[^"]*"', r"\1", older), encoding="utf-8")
    assert faults(tmp_path / "older.gexf", schemas / "gexf.xsd") == []


def test_the_validator_finds_what_is_wrong(schemas: Path, tmp_path: Path) -> None:
    """An id that is no name token is a fault."""
    head = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">'
    (tmp_path / "wrong.graphml").write_text(f'{head}<node id="a/b"/></graph></graphml>')
    assert (
        "not a valid value of the atomic type 'xs:NMTOKEN'"
        in faults(tmp_path / "wrong.graphml", schemas / "graphml.xsd")[0]
    )
