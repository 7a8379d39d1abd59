"""Paths for DrugMechDB: two YAML readers see the same, and each record is what DrugMechDB's own checks ask for."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import kg
from kg.api import Graph
from kg.export import FORMATS, MANIFEST
from kg.export.yaml import document
from tests.receivers import node
from tests.receivers.programs.outside import answers, manifest
from tests.receivers.python import interpreter
from tests.receivers.rdf import PROGRAMS, npm_version, said
from tests.receivers.rows import ReceiverRow, told
from tests.receivers.test_rdf import HOSTILE

SCHEMA = Path(__file__).with_name("drugmechdb.schema.json")

pytestmark = pytest.mark.slow


def js_yaml(path: Path) -> tuple[str, Any]:
    """Read with js-yaml (YAML 1.2)."""
    place = node.modules("rdf") / "node_modules"
    raw = said([node.program(), PROGRAMS / "yaml_reader.mjs", place, path])
    return npm_version(place, "js-yaml"), json.loads(raw)


def pyyaml(path: Path) -> tuple[str, Any]:
    """Read with PyYAML (YAML 1.1)."""
    python = interpreter("yaml")
    version = said([python, "-c", "import yaml; print(yaml.__version__)"]).decode().strip()
    return version, json.loads(said([python, PROGRAMS / "yaml_reader.py", path]))


@pytest.mark.parametrize(("name", "read"), [("PyYAML", pyyaml), ("js-yaml", js_yaml)], ids=["PyYAML", "js-yaml"])
def test_each_path_is_one_that_drugmechdb_takes(
    tmp_path: Path, name: str, read: Callable[[Path], tuple[str, Any]], hold: Callable[[ReceiverRow], None]
) -> None:
    """Keys, predicates, concepts and identifiers are of its lists; a path is one chain from its drug to its end; every
    step is a supported assertion of the graph with the sign that the predicate says.
    """
    graph = kg.load(data=[HOSTILE])
    graph.export("drugmechdb", str(tmp_path / "out"))
    version, records = read(tmp_path / "out" / "serm-bone.drugmechdb.yaml")
    jsonschema.validate(records, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert len({record["graph"]["_id"] for record in records}) == len(records) > 0
    for record in records:
        is_a_chain(record)
        is_in_the_graph(graph, record)
    assert f"{name} {version}" in FORMATS["drugmechdb"].loaded_with
    losses = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))["losses"]
    links = [link for record in records for link in record["links"]]
    assert losses["steps whose own references are those of the path"] == len(links)
    ends = {record["graph"]["disease_mesh"] for record in records}
    pairs = sum(item["kind"] == "Drug" for item in graph.names.items.values()) * (len(ends) + 2)
    assert sum(count for what, count in losses.items() if what.startswith("pairs")) + len(records) == pairs
    hold(
        ReceiverRow(
            format="drugmechdb",
            view="paths",
            receiver=name,
            version=version,
            nodes=sum(len(record["nodes"]) for record in records),
            edges=len(links),
            signs=sum(sign(link["key"]) is not None for link in links),
            pmids=sum("pubmed" in address for record in records for address in record["reference"]),
            strings=sum(strings(record) for record in records),
            losses=told(losses),
        )
    )


def test_the_readme_counts_what_pyyaml_reads(graph: Graph, tmp_path: Path) -> None:
    graph.export("drugmechdb", str(tmp_path / "out"))
    assert answers(interpreter("yaml"), tmp_path / "out") == manifest(tmp_path / "out")["questions"]


@pytest.mark.parametrize("read", [pyyaml, js_yaml])
def test_no_text_is_taken_for_something_else(tmp_path: Path, read: Callable[[Path], tuple[str, Any]]) -> None:
    """Line breaks of every kind, signs of the syntax, words and numbers that YAML knows: all stay texts."""
    texts = [
        *("", " ", "no", "null", "~", "2026-11-24", "007", "1e3", ".inf", "0x1F", "12:30:45", "- a", "a: b", "# c"),
        *(
            "&a",
            "*a",
            "!!int 3",
            "%TAG",
            "@",
            "`",
            "|",
            ">",
            "{",
            "[",
            "---",
            "...",
            "\t",
            "\r\n",
            "\\n",
            '"',
            "'",
            "\\",
        ),
        *("\x01", "\x07", "\x7f", "\x85", "\xa0", "\u2028", "\u2029", "\ufeff", "\ufffe", "\u202eabc", "\U0001f9b4"),
    ]
    value = [
        {"texts": texts, "each": {f"k{place}": text for place, text in enumerate(texts)}, "none": None, "yes": True}
    ]
    path = tmp_path / "hostile.yaml"
    path.write_text(document(value), encoding="utf-8", newline="\n")
    assert read(path)[1] == value


def is_a_chain(record: Any) -> None:
    """The links lead from the drug to the end, through every node once."""
    about, links, nodes = record["graph"], record["links"], [one["id"] for one in record["nodes"]]
    assert links[0]["source"] in (about["drug_mesh"], about["drugbank"])
    assert links[-1]["target"] == about["disease_mesh"]
    assert [(link["source"], link["target"]) for link in links] == list(pairwise(nodes))
    assert len(set(nodes)) == len(nodes)


def is_in_the_graph(graph: Graph, record: Any) -> None:
    """Each link stands for the supported assertion that the comment names, with its sign."""
    named = [part.split(": ")[0] for part in record["comment"].split("; ") if part.startswith("asr:")]
    assert len(named) == len(record["links"])
    section = graph.section("assertions")
    for own, link in zip(named, record["links"], strict=True):
        item = section["items"]["https://w3id.org/serm-bone/assertion/" + own.removeprefix("asr:")]
        assert (item["status"], item["rule"]) == ("supported", None)
        assert sign(link["key"]) in (None, section["relations"][item["relation"]]["sign"])


def sign(key: str) -> int | None:
    """The sign that a predicate says; None where it says none."""
    if key.startswith(("increases", "positively")):
        return 1
    return -1 if key.startswith(("decreases", "negatively")) else None


def strings(value: Any) -> int:
    """How many texts a value holds."""
    if isinstance(value, str):
        return 1
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(strings(part) for part in parts)
