"""Files of networks hold each cell as it was, whatever the text: read back here by the standard library alone.

The rows are made up. The programs that these files are for read the packaged graph in ``tests/receivers``.
"""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.api import Graph
from kg.base.temp_table import TempTable
from kg.errors import LimitReached
from kg.export import formula_guard
from kg.export.format import Request, Written
from kg.export.formats import cx2, cyjs, gexf, graphml, graphson, ladybug, sif
from kg.export.table import EDGE, NODE, Column, Kind, PropertyGraph, Row, Table
from kg.export.xmltext import ID_RULE, LIST_RULE, NULL_RULE, RULE, legal, legal_id, marked, no_null, undone

HOSTILE = (
    "plain",
    "\u0001 and \ufffe",
    "_x0001_ is no escape",
    "_x0041",
    "cr\rlf\nboth\r\ntab\tnel\u0085line\u2028end",
    " blank at both ends ",
    '</data></node><node id="evil"/>',
    "]]> & <!-- ",
    "'\"`\\",
    "'}) DETACH DELETE (n); //",
    "=cmd()",
    "a\n-1",
    "'quoted",
    "null",
    "NaN",
    "a|b~c,d;e",
    "\\e",
    "\u202e🦴",
    "__proto__",
)
LISTS = (("one",), ("", "a|b", "\\|", "~1"), HOSTILE, ("null",), ('"', "[", "]"))
NODES = (*NODE, Column("notes", Kind.TEXTS, ""), Column("number", Kind.NUMBER, ""), Column("count", Kind.INTEGER, ""))
EDGES = (*EDGE, Column("label", Kind.TEXT, ""), Column("sign", Kind.INTEGER, ""), Column("status", Kind.TEXT, ""))
NUMBERS = (0.1, -0.0, 1e300, 2.0, None)


def node_rows() -> Iterator[Row]:
    for place, text in enumerate(HOSTILE):
        notes = LISTS[place] if place < len(LISTS) else ()
        yield (f"ent:{place}", ("Entity", "Drug"), text, notes, NUMBERS[place % len(NUMBERS)], place - 3)


def edge_rows() -> Iterator[Row]:
    for place, text in enumerate(HOSTILE):
        yield (f"asr:{place}", "ent:0", "ent:1", "raises", text, (1, -1, 0, None)[place % 4], "inferred")
    yield ("asr:loop/ent:2", "ent:2", "ent:2", "binds", None, None, None)


def other_rows() -> Iterator[Row]:
    yield ("https://example.org/a%20b;1", ("Outcome",), "an outcome")


def link_rows() -> Iterator[Row]:
    yield ("out:1/measures/ent:0", "https://example.org/a%20b;1", "ent:0", "measures")


class Made(Request):
    """A request for the rows above."""

    def __init__(self, *, raw: bool = False) -> None:
        super().__init__(cast(Graph, None), view="convenient", raw=raw)
        self.__dict__["property_graph"] = PropertyGraph(
            view="convenient",
            nodes=(Table("entities", "", NODES, node_rows), Table("outcomes", "", NODE, other_rows)),
            edges=(Table("assertions", "", EDGES, edge_rows), Table("outcome_links", "", EDGE, link_rows)),
        )

    @property
    def data_version(self) -> str:
        return "0" * 64


Side = dict[str, dict[str, Any]]


def told(columns: tuple[Column, ...], rows: Iterator[Row]) -> Side:
    """The cells that hold something, lists as lists."""
    return {
        str(row[0]): {
            column.name: list(cell) if isinstance(cell, tuple) else cell
            for column, cell in zip(columns, row, strict=True)
            if cell not in (None, ())
        }
        for row in rows
    }


EXPECTED = (told(NODES, node_rows()) | told(NODE, other_rows()), told(EDGES, edge_rows()) | told(EDGE, link_rows()))
RECEIVERS = Path(__file__).parent / "receivers"
KINDS = {column.name: column.kind for column in (*NODES, *EDGES)}


def unescaped(text: str) -> str:
    return re.sub("_x([0-9A-F]{4,6})_", lambda code: chr(int(code[1], 16)), text)


def value(name: str, text: str) -> Any:
    """A cell of an XML file."""
    decode: dict[Kind, Callable[[str], Any]] = {Kind.TEXTS: json.loads, Kind.INTEGER: int, Kind.NUMBER: float}
    return decode.get(KINDS[name], str)(unescaped(text))


def no_number(text: str) -> NoReturn:
    raise AssertionError(f"{text} is no JSON")


def read_graphml(folder: Path) -> tuple[Side, Side]:
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ET.parse(folder / graphml.FILE).getroot()
    names = {key.attrib["id"]: key.attrib["attr.name"] for key in root.iter(space + "key")}

    def side(kind: str, ends: tuple[str, ...]) -> Side:
        found = {}
        for element in root.iter(space + kind):
            cells = {names[data.attrib["key"]]: data.text or "" for data in element}
            assert cells.pop("identifier", None) in (None, unescaped(element.attrib["id"]))
            own = {end: unescaped(element.attrib[end]) for end in ends}
            found[own["id"]] = own | {name: value(name, text) for name, text in cells.items()}
        return found

    return side("node", ("id",)), side("edge", ("id", "source", "target"))


def read_gexf(folder: Path) -> tuple[Side, Side]:
    space = "{http://gexf.net/1.3}"
    root = ET.parse(folder / gexf.FILE).getroot()

    def side(kind: str) -> Side:
        found = {}
        for element in root.iter(space + kind):
            own = {name: unescaped(text) for name, text in element.attrib.items()}
            cells = {cell.attrib["for"]: cell.attrib["value"] for cell in element.iter(space + "attvalue")}
            found[own["id"]] = own | {name: value(name, text) for name, text in cells.items()}
        return found

    edges = side("edge")
    assert [edge.pop("kind") for edge in edges.values()] == [edge["relation"] for edge in edges.values()]
    return side("node"), edges


def read_cyjs(folder: Path) -> tuple[Side, Side]:
    elements = json.loads((folder / cyjs.FILE).read_text(encoding="utf-8"), parse_constant=no_number)["elements"]
    names = {"name": "label", "interaction": "relation"}
    nodes, edges = (
        {it["data"]["id"]: {names.get(name, name): cell for name, cell in it["data"].items()} for it in elements[side]}
        for side in ("nodes", "edges")
    )
    return nodes, edges


def read_cx2(folder: Path) -> tuple[Side, Side]:
    parts = json.loads((folder / cx2.FILE).read_text(encoding="utf-8"), parse_constant=no_number)
    whole = {name: part for fragment in parts for name, part in fragment.items()}
    names = {"name": "label", "interaction": "relation", "represents": "id"}
    own = {node["id"]: node["v"]["represents"] for node in whole["nodes"]}
    nodes = {own[it["id"]]: {names.get(name, name): cell for name, cell in it["v"].items()} for it in whole["nodes"]}
    edges = {}
    for it in whole["edges"]:
        cells = {names.get(name, name): cell for name, cell in it["v"].items()}
        edges[cells["id"]] = cells | {"source": own[it["s"]], "target": own[it["t"]]}
    return nodes, edges


def read_graphson(folder: Path) -> tuple[Side, Side]:
    def plain(cell: Any) -> Any:
        return cell["@value"] if isinstance(cell, dict) else cell

    nodes, ways = {}, {"outE": {}, "inE": {}}  # type: tuple[Side, dict[str, Side]]
    for line in (folder / graphson.FILE).read_text(encoding="ascii").splitlines():
        vertex = json.loads(line, parse_constant=no_number)
        cells = {name: [plain(one["value"]) for one in many] for name, many in vertex["properties"].items()}
        cells["label"] = cells.pop("name")
        nodes[vertex["id"]] = {"id": vertex["id"]} | {
            name: many if KINDS[name] is Kind.TEXTS else many[0] for name, many in cells.items()
        }
        for way, here, there in (("outE", "source", "target"), ("inE", "target", "source")):
            for relation, many in vertex.get(way, {}).items():
                for edge in many:
                    ends = {here: vertex["id"], there: edge["inV" if way == "outE" else "outV"]}
                    held = {name: plain(cell) for name, cell in edge.get("properties", {}).items()}
                    if "name" in held:
                        held["label"] = held.pop("name")
                    assert edge["id"] not in ways[way]
                    ways[way][edge["id"]] = {"id": edge["id"], "relation": relation} | ends | held
    assert ways["outE"] == ways["inE"]
    return nodes, ways["outE"]


def read_ladybug(folder: Path) -> tuple[Side, Side]:
    """By the rules that the script applies. A reader of CSV that tells "" from nothing is not in the library."""

    def cell(name: str, text: str) -> Any:
        if KINDS[name] is Kind.TEXTS:
            return [one.replace("~2", "").replace("~1", "|").replace("~0", "~") for one in text.split("|")]
        return {Kind.INTEGER: int, Kind.NUMBER: float}.get(KINDS[name], str)(text)

    def side(*names: str) -> Side:
        found = {}
        for name in names:
            with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    found[row["id"]] = {key: cell(key, text) for key, text in row.items() if text}
        return found

    return side("entities", "outcomes"), side("assertions", "outcome_links")


READERS = {
    graphml: read_graphml,
    gexf: read_gexf,
    cyjs: read_cyjs,
    cx2: read_cx2,
    graphson: read_graphson,
    ladybug: read_ladybug,
}


def write(module: Any, folder: Path, *, raw: bool = False) -> Written:
    folder.mkdir()
    with Made(raw=raw) as request:
        return cast(Written, module.write(request, folder))


@pytest.mark.parametrize("module", READERS, ids=lambda module: module.FORMAT.name)
def test_every_cell_comes_back_as_it_was(module: Any, tmp_path: Path) -> None:
    """Nothing is lost, nothing is added: no sign where none is known, no node by injection, edges parallel."""
    written = write(module, tmp_path / "out")
    assert READERS[module](tmp_path / "out") == EXPECTED
    assert not written.losses
    assert all(written.rows.values())


@pytest.mark.parametrize("module", [*READERS, sif], ids=lambda module: module.FORMAT.name)
def test_the_bytes_are_the_same_again(module: Any, tmp_path: Path) -> None:
    write(module, tmp_path / "one")
    write(module, tmp_path / "two")
    one, two = ({it.name: it.read_bytes() for it in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert set(one) == set(module.FORMAT.files.split(", ")) or module is ladybug


@pytest.mark.parametrize(
    ("module", "counts"),
    [
        (graphml, {RULE: 7, ID_RULE: 4, LIST_RULE: len(HOSTILE) + 1 + len(LISTS)}),
        (gexf, {RULE: 7, NULL_RULE: 2, LIST_RULE: len(HOSTILE) + 1 + len(LISTS)}),
        (cyjs, {}),
        (cx2, {}),
        (graphson, {}),
        (ladybug, {ladybug.RULE: 5}),
        (sif, {formula_guard.RULE: 11, sif.LIST_RULE: len(HOSTILE) + len(LISTS)}),
    ],
    ids=lambda it: it.FORMAT.name if hasattr(it, "FORMAT") else None,
)
def test_what_is_rewritten_is_counted(module: Any, counts: dict[str, int], tmp_path: Path) -> None:
    """Escapes are counted under the rule that undoes them; formats that need none report none."""
    assert write(module, tmp_path / "out").escaped == counts


PIECES = [
    "_",
    "x",
    "0041",
    "_x0041",
    "005F",
    "\u0001",
    "\uffff",
    "\r",
    "\n",
    "\u2028",
    "]]>",
    '"',
    "null",
    "/",
    "é",
    "&#13;",
]


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_any_text_goes_through_xml(text: str) -> None:
    """A reader of XML 1.0 gets the escaped text, from an element and from an attribute; undoing it gives the text."""
    told = marked(legal(text))
    read = ET.fromstring(f'<a b="{told}">{told}</a>')
    assert (read.text or "", read.attrib["b"]) == (legal(text), legal(text))
    assert unescaped(legal(text)) == undone(legal(text)) == text
    assert undone(no_null(legal(text))) == text
    assert re.fullmatch(r"[\w.:-]*", legal_id(text), re.ASCII)
    assert undone(legal_id(text)) == text


def test_no_text_of_the_graph_is_in_a_script(tmp_path: Path) -> None:
    """The scripts of Ladybug are the same statements whatever the graph says."""
    write(ladybug, tmp_path / "out")
    for name, count in (("schema.cypher", 4), ("copy.cypher", 4)):
        script = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert script.count(";\n") == count
        assert not any(text in script for text in HOSTILE if text != "null")


def test_every_text_of_ladybug_is_quoted(tmp_path: Path) -> None:
    """An empty text and an absent one differ."""
    write(ladybug, tmp_path / "out")
    first = (tmp_path / "out" / "entities.csv").read_text(encoding="utf-8").splitlines()[1]
    assert first == '"ent:0","Entity|Drug","plain","one",0.1,-3'


def test_cx2_says_what_it_holds_and_how_it_looks(tmp_path: Path) -> None:
    """Counts and declared types agree with what follows; sign and status are shown."""
    write(cx2, tmp_path / "out")
    parts = json.loads((tmp_path / "out" / cx2.FILE).read_text(encoding="utf-8"))
    assert parts[0] == {"CXVersion": "2.0", "hasFragments": False}
    assert parts[-1] == {"status": [{"success": True}]}
    whole = {name: part for fragment in parts[1:-1] for name, part in fragment.items()}
    assert {it["name"]: it["elementCount"] for it in whole.pop("metaData")} == {
        name: len(part) for name, part in whole.items()
    }
    assert whole["attributeDeclarations"][0]["edges"] == {
        "id": {"d": "string"},
        "interaction": {"d": "string"},
        "name": {"d": "string"},
        "sign": {"d": "integer"},
        "status": {"d": "string"},
    }
    assert whole["attributeDeclarations"][0]["nodes"]["notes"] == {"d": "list_of_string"}
    assert set(whole["networkAttributes"][0]) == set(whole["attributeDeclarations"][0]["networkAttributes"])
    looks = whole["visualProperties"][0]["edgeMapping"]
    heads = {it["v"]: it["vp"] for it in looks["EDGE_TARGET_ARROW_SHAPE"]["definition"]["map"]}
    assert heads == {1: "triangle", -1: "tee", 0: "circle"}
    assert {"v": "inferred", "vp": "dashed"} in looks["EDGE_LINE_STYLE"]["definition"]["map"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_sif_names_things_and_its_tables_carry_the_rest(tmp_path: Path) -> None:
    """Lines of the network and keys of the tables agree; a label that begins with a sign gives way to the id."""
    written = write(sif, tmp_path / "out")
    lines = (tmp_path / "out" / sif.NETWORK).read_text(encoding="utf-8").split("\n")
    nodes, edges = rows_of(tmp_path / "out" / sif.NODES), rows_of(tmp_path / "out" / sif.EDGES)
    assert [row["shared name"] for row in nodes] == lines[: len(HOSTILE)]
    assert lines[0] == "plain"
    assert lines[4] == "cr lf both tab nel line end"
    assert lines[HOSTILE.index("=cmd()")] == f"ent:{HOSTILE.index('=cmd()')}"
    assert lines[len(HOSTILE)] == "plain\traises\tent:1"
    assert lines[len(HOSTILE) :] == ["plain\traises\tent:1"] * len(HOSTILE) + ["ent:2\tbinds\tent:2", ""]
    assert edges[0]["shared name"] == "plain (raises) ent:1"
    assert written.losses == {
        **{f"outcomes.{name}": 1 for name in ("id", "labels", "label")},
        **{f"outcome_links.{name}": 1 for name in ("id", "source", "target", "relation")},
    }


def test_no_two_things_of_sif_share_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two labels agree, in one line, both go by their ids; a label cannot pose as an id."""
    labels = ("estradiol", "estradiol\n", "ent:0", "tamoxifen")
    rows = [(f"ent:{place}", ("Entity",), label, (), None, None) for place, label in enumerate(labels)]
    monkeypatch.setitem(globals(), "node_rows", lambda: iter(rows))
    monkeypatch.setitem(globals(), "edge_rows", lambda: iter(()))
    write(sif, tmp_path / "out")
    assert (tmp_path / "out" / sif.NETWORK).read_text(encoding="utf-8") == "ent:0\nent:1\nent:2\ntamoxifen\n"


@pytest.mark.parametrize("raw", [False, True])
def test_cells_of_sif_are_guarded_unless_asked_otherwise(tmp_path: Path, raw: bool) -> None:
    """The apostrophe stands where a spreadsheet would run a cell, and can be taken away; numbers are left alone."""
    written = write(sif, tmp_path / "out", raw=raw)
    nodes = {row["id"]: row for row in rows_of(tmp_path / "out" / sif.NODES)}
    labels = [nodes[f"ent:{place}"]["label"] for place in range(len(HOSTILE))]
    changed = {"=cmd()": "'=cmd()", "a\n-1": "a\n'-1", "'quoted": "''quoted", "'\"`\\": "''\"`\\"}
    changed["'}) DETACH DELETE (n); //"] = "''}) DETACH DELETE (n); //"
    assert labels == [text if raw else changed.get(text, text) for text in HOSTILE]
    assert nodes["ent:0"]["count"] == "-3"
    assert nodes["ent:1"]["notes"] == r"\e|a\|b|\\\||~1"
    assert (len(written.escaped) == 1) == raw


@pytest.mark.parametrize("module", [*READERS, sif], ids=lambda module: module.FORMAT.name)
def test_the_program_it_was_loaded_with_is_the_one_that_is_pinned(module: Any) -> None:
    """Every version that a README names is that of a list of the receivers."""
    lists = ("requirements/networks.txt", "npm/networks.json", "pom/tinkergraph.xml", "pom/gephi.xml")
    pinned = [(RECEIVERS / name).read_text(encoding="utf-8") for name in lists]
    versions = re.findall(r"\d+\.\d+\.\d+", module.FORMAT.loaded_with)
    assert versions
    assert all(any(version in text for text in pinned) for version in versions)


def test_a_full_disk_is_said_in_words() -> None:
    """The temporary table that cannot grow says what to do."""
    with (
        TempTable("CREATE TABLE held (text TEXT); PRAGMA max_page_count = 4") as scratch,
        pytest.raises(LimitReached, match="check the space, or set TMPDIR"),
    ):
        scratch.fill("INSERT INTO held VALUES (?)", ((text,) for text in ["x" * 1000] * 100))
