"""The exports in Cypher and in the CSV of its bulk loaders, read without the programs: see ``receivers`` for those."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import kg
from kg.api import Graph
from kg.export import cypher, typed_csv
from kg.export.cypher import BATCH, ENDS, KEYS, Labels, name, relationship_type, statements, text
from kg.export.format import BOTH, Request
from kg.export.formats import neo4j
from kg.export.table import EDGE, NODE, Column, Kind, Row, Table
from kg.export.typed_csv import Escapes
from tests.cypher_text import Token, tokens, value
from tests.cypher_text import statements as split

HOSTILE = Path(__file__).parent / "receivers" / "hostile.ttl"
WEIRD = """
@prefix asr: <https://w3id.org/serm-bone/assertion/> .
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .

<https://example.org/rel/weird%60%20kind%20of;binding> a owl:NamedIndividual , sb:CausalRelation ;
    rdfs:label "we`ird ]-() DELETE n //"@en ; sb:sign 1 .

asr:W0001 a owl:NamedIndividual , sb:Assertion ; rdfs:label "weird"@en ;
    sb:relation <https://example.org/rel/weird%60%20kind%20of;binding> ;
    sb:subject ent:toremifene ; sb:object ent:ESR1 .
"""
TEXTS = (
    "",
    " ",
    "a",
    "\\",
    '"',
    '\\"',
    "end\\",
    "'",
    "`",
    "a\nb\r\nc\rd",
    "\t",
    "\0\x01\x1b\x1f\x7f\x85",
    "\u2028\u2029",
)
INJECTIONS = (
    "'}) DETACH DELETE (n) //",
    "`) RETURN 1 //",
    "\\u0060) RETURN 1 //",
    "\\`",
    "*/ x",
    "$p",
    "\\u0022",
    "];",
)
ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"))


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The packaged graph with hostile strings laid over it."""
    return kg.load(data=[HOSTILE])


@pytest.fixture(scope="module")
def exported(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The convenient view in every format of the family, each in the folder of its name."""
    top = tmp_path_factory.mktemp("cypher")
    for format in ("neo4j", "cypher", "cypher-load", "memgraph", "neptune"):
        graph.export(format, str(top / format))
    return top


def test_a_string_is_one_token_of_one_line_and_means_what_was_put_in() -> None:
    for told in (*TEXTS, *INJECTIONS):
        assert tokens(text(told)) == [Token("string", told)]
        assert len(text(told).splitlines()) == 1


@given(ANY_TEXT)
def test_no_text_leaves_its_string(told: str) -> None:
    assert tokens(f"{text(told)};") == [Token("string", told), Token("end", ";")]
    assert len(text(told).splitlines()) == 1


@given(ANY_TEXT | st.sampled_from(INJECTIONS) | st.text(alphabet="\\u0060`C5"))
@example("\\u0060) RETURN 1 //")
def test_no_name_leaves_its_backticks(told: str) -> None:
    """Also where a program first undoes numbers of characters, as Neo4j does: ``\\u0060`` would end the name there."""
    undone = re.sub(r"(\\\\)|\\u([0-9A-Fa-f]{4})", lambda it: it[1] or chr(int(it[2], 16)), name(told))
    for written in (name(told), undone):
        assert re.fullmatch(r"`(?:[^`]|``)*`", written)
    assert undone[1:-1].replace("``", "`") == told


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("partially-agonises", "PARTIALLY_AGONISES"),
        ("no-significant-effect-on", "NO_SIGNIFICANT_EFFECT_ON"),
        ("sb:subjectAnatomy", "SB_SUBJECT_ANATOMY"),
        ("rdf:type", "RDF_TYPE"),
        ("https://example.org/rel/we`ird kind; of", "HTTPS_EXAMPLE_ORG_REL_WE_IRD_KIND_OF"),
        ("βγ", "RELATED"),
        ("", "RELATED"),
    ],
)
def test_a_type_has_capitals_digits_and_underscores_only(relation: str, expected: str) -> None:
    assert relationship_type(relation) == expected


@pytest.mark.parametrize("view", BOTH)
def test_every_node_and_every_end_has_the_label_it_is_found_by(graph: Graph, view: str) -> None:
    with Request(graph, view=view) as request:
        shown = request.property_graph
        held: dict[str, set[str]] = {}
        for table in shown.nodes:
            for row in table.rows():
                assert isinstance(row[1], tuple)
                assert KEYS[table.name] in row[1]
                held.setdefault(KEYS[table.name], set()).add(str(row[0]))
        for table in shown.edges:
            source, target = ENDS[table.name]
            assert all(row[1] in held[source] and row[2] in held[target] for row in table.rows())


def rebuilt(script: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The nodes and edges that the statements of ``script`` make, each line held against the one form it may have."""
    nodes: dict[str, Any] = {}
    edges: dict[str, Any] = {}
    for line in script.split("\n")[:-1]:
        (read,) = split(line)
        if read[0].value == "CREATE":
            continue
        assert read[0].value == "UNWIND"
        rows, at = value(read, 1)
        rest = read[at:]
        assert len(rows) <= BATCH
        found = [token.value for token in rest if token.kind == "name" and token.value not in ("id",)]
        plain = " ".join(token.value if token.kind != "name" or token.value == "id" else "?" for token in rest)
        if plain.startswith("AS row MERGE"):
            assert re.fullmatch(r"AS row MERGE \( n( : \?)+ \{ id : row \. id \} \) SET n \+ = row", plain)
            for row in rows:
                assert row["id"] not in nodes
                assert "labels" not in row
                nodes[row["id"]] = {**row, "labels": found}
        else:
            assert re.fullmatch(
                r"AS row MATCH \( a : \? \{ id : row \[ 0 \] \} \) , \( b : \? \{ id : row \[ 1 \] \} \) "
                r"MERGE \( a \) - \[ r : \? \{ id : row \[ 2 \] \. id \} \] - > \( b \) SET r \+ = row \[ 2 \]",
                plain,
            )
            for source, target, row in rows:
                assert row["id"] not in edges
                assert not {"source", "target"} & set(row)
                edges[row["id"]] = {**row, "source": source, "target": target, "type": found[2]}
    return nodes, edges


def cells(table: Table) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a table as a program should hold them: lists as lists, without what is absent."""
    for row in table.rows():
        told = zip(table.columns, row, strict=True)
        held = {it.name: list(cell) if isinstance(cell, tuple) else cell for it, cell in told if cell not in (None, ())}
        yield str(row[0]), held


@pytest.mark.parametrize(("format", "file"), [("cypher", "serm-bone.cypher"), ("memgraph", "serm-bone.cypherl")])
def test_the_script_makes_each_node_and_edge_and_nothing_else(
    graph: Graph, exported: Path, format: str, file: str
) -> None:
    """One statement a line; each value comes out as it went in; no parameter, no further statement, no other clause."""
    nodes, edges = rebuilt((exported / format / file).read_text(encoding="utf-8"))
    with Request(graph, view=BOTH[0]) as request:
        shown = request.property_graph
        assert nodes == {own: held for table in shown.nodes for own, held in cells(table)}
        types = {own: held.pop("type") for own, held in edges.items()}
        assert edges == {own: held for table in shown.edges for own, held in cells(table)}
    assert types["asr:H0001"] == "INCREASES_EXPRESSION_OF"
    assert all(types[own] == held["relation"].replace("-", "_").upper() for own, held in edges.items())


def test_the_first_lines_make_nodes_quick_to_find(exported: Path) -> None:
    """Constraints as Neo4j words them, indexes as Memgraph does."""
    assert (exported / "cypher" / "serm-bone.cypher").read_text(encoding="utf-8").split("\n")[:2] == [
        "CREATE CONSTRAINT serm_bone_entities_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;",
        "CREATE CONSTRAINT serm_bone_outcomes_id IF NOT EXISTS FOR (n:Outcome) REQUIRE n.id IS UNIQUE;",
    ]
    assert (exported / "memgraph" / "serm-bone.cypherl").read_text(encoding="utf-8").split("\n")[:2] == [
        "CREATE INDEX ON :Entity(id);",
        "CREATE INDEX ON :Outcome(id);",
    ]


def test_an_overlay_may_declare_a_relation_of_any_name(tmp_path: Path) -> None:
    """Its type is of safe characters; the relation stands as it is in a property."""
    (tmp_path / "weird.ttl").write_text(WEIRD, encoding="utf-8")
    kg.load(data=[tmp_path / "weird.ttl"]).export("cypher", str(tmp_path / "out"))
    _, edges = rebuilt((tmp_path / "out" / "serm-bone.cypher").read_text(encoding="utf-8"))
    assert edges["asr:W0001"]["relation"] == "weird%60%20kind%20of;binding"
    assert edges["asr:W0001"]["type"] == "WEIRD_60_20KIND_20OF_BINDING"


def subjects(*rows: Row) -> Table:
    """A table of nodes with every kind of cell."""
    more = (
        Column("texts", Kind.TEXTS, ""),
        Column("count", Kind.INTEGER, ""),
        Column("size", Kind.NUMBER, ""),
        Column("seen", Kind.FLAG, ""),
    )
    return Table("subjects", "", (*NODE, *more), lambda: iter(rows))


FULL: Row = ("x:1", ("Resource", "we`ird"), "one", ("", "a"), -3, 1.5e-05, True)
BARE: Row = ("x:2", ("Resource",), "two", (), None, None, None)


def test_a_literal_of_each_kind() -> None:
    """Numbers and flags have no quotes; what is absent is not written."""
    table = subjects(FULL, BARE)
    assert list(statements(table, table.rows(), Labels())) == [
        'UNWIND [{`id`: "x:2", `label`: "two"}] AS row MERGE (n:`Resource` {`id`: row.`id`}) SET n += row;',
        'UNWIND [{`id`: "x:1", `label`: "one", `texts`: ["", "a"], `count`: -3, `size`: 1.5e-05, `seen`: true}] '
        "AS row MERGE (n:`Resource`:`we``ird` {`id`: row.`id`}) SET n += row;",
    ]


def test_a_label_without_a_name_is_left_out_and_counted() -> None:
    labels, table = Labels(), subjects(("x:1", ("", "Resource"), "one", (), None, None, None))
    (line,) = statements(table, table.rows(), labels)
    assert "(n:`Resource` {" in line
    assert labels.lost == {"subjects.labels": 1}


def test_statements_hold_a_batch_each_and_memory_holds_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many kinds there are, what waits for its batch is bounded."""
    monkeypatch.setattr(cypher, "_HELD", 10)
    columns = (*EDGE,)
    rows = [(f"e{n}", "x:1", "x:2", f"r{n % 7}") for n in range(250)]
    table = Table("statements", "", columns, lambda: iter(rows))
    made = [value(split(line)[0], 1)[0] for line in statements(table, table.rows(), Labels())]
    assert sorted(item[2]["id"] for batch in made for item in batch) == sorted(str(row[0]) for row in rows)
    assert max(map(len, made)) <= 10
    one_kind = [(f"e{n}", "x:1", "x:2", "r") for n in range(250)]
    monkeypatch.setattr(cypher, "_HELD", 20_000)
    lengths = [len(value(split(line)[0], 1)[0]) for line in statements(table, iter(one_kind), Labels())]
    assert lengths == [BATCH, BATCH, 50]


def test_neo4j_headers_are_typed(exported: Path) -> None:
    folder = exported / "neo4j"
    assert (folder / "entities-header.csv").read_text() == (
        "id:ID,:LABEL,label:string,iri:string,curie:string,synonyms:string[],xrefs:string[],definition:string,"
        "drug_class:string[],classes:string[]\n"
    )
    assert (folder / "outcome_links-header.csv").read_text() == "id:string,:START_ID,:END_ID,relation:string,:TYPE\n"
    assertions = (folder / "assertions-header.csv").read_text().strip().split(",")
    assert {"sign:long", "pmids:string[]", "status:string", "support_count:long"} <= set(assertions)
    assert "value_number:double" in (folder / "outcomes-header.csv").read_text().split(",")


def test_neo4j_import_names_every_file_of_data(exported: Path) -> None:
    """The script asks for each table once, with its header, and for the delimiter that the files use."""
    script = (exported / "neo4j" / "import.sh").read_text()
    named = re.findall(r"--(nodes|relationships)=\./(\S+)-header\.csv,\./(\S+)\.csv ", script)
    assert named == [
        ("nodes", "entities", "entities"),
        ("nodes", "outcomes", "outcomes"),
        ("relationships", "assertions", "assertions"),
        ("relationships", "outcome_links", "outcome_links"),
    ]
    assert "--array-delimiter=U+001F" in script
    assert {it.name for it in (exported / "neo4j").glob("*.csv")} == {
        f"{table}{end}.csv" for _, table, _ in named for end in ("", "-header")
    }


def test_neo4j_lists_come_out_as_they_went_in(graph: Graph, exported: Path) -> None:
    """By the rule of the README, read by the csv module; one list of the hostile graph needed it."""
    with Request(graph, view=BOTH[0]) as request:
        table = request.property_graph.nodes[0]
        expected = {own: held.get("synonyms", []) for own, held in cells(table)}
    place = table.place("synonyms")
    with open(exported / "neo4j" / "entities.csv", encoding="utf-8", newline="") as file:
        found = {row[0]: row[place] for row in csv.reader(file)}
    undone = {own: [undo(it) for it in told.split("\x1f")] if told else [] for own, told in found.items()}
    assert undone == expected
    assert "\x1bu" in found["ent:hostile"]


def undo(item: str) -> str:
    """The rule that ``neo4j`` documents."""
    return item.replace("\x1bu", "\x1f").replace("\x1be", "\x1b") if item != "\x1b0" else ""


@given(st.lists(st.text(alphabet="\x1b\x1fue0b\\ a"), min_size=1))
def test_a_list_of_any_texts_can_be_undone(items: list[str]) -> None:
    """Both rules are one to one: no two lists are written the same."""
    escapes = Escapes()
    told = escapes.joined(tuple(items))
    assert [undo(it) for it in str(told).split("\x1f")] == items
    other = escapes.texts(tuple(items))
    back = [
        it.replace("\x1bb", "\\").replace("\x1bu", "\x1f").replace("\x1be", "\x1b") for it in str(other).split("\x1f")
    ]
    assert back == items
    assert "\\" not in str(other)


def test_a_list_of_one_empty_text_is_something() -> None:
    """Neo4j's import takes an empty cell of a list for none."""
    assert Escapes().joined(("",)) == "\x1b0"


def test_an_absent_value_is_told_from_an_empty_text(tmp_path: Path) -> None:
    """Texts have quotes, also with digits or blanks only; numbers have none; nothing stands where nothing is."""
    table = subjects(
        ("x:1", ("Resource",), "", ("007",), 7, None, False), ("x:2", ("Resource",), " ", (), None, 2.5, None)
    )

    def encode(column: Column) -> typed_csv.Encode | None:
        return Escapes().joined if column.kind is Kind.TEXTS else None

    count = typed_csv.write(tmp_path / "t.csv", table, table.rows(), header=("a", "b"), encode=encode)
    assert count == 2
    assert (tmp_path / "t.csv").read_text().split("\n") == [
        "a,b",
        '"x:1","Resource","","007",7,,"false"',
        '"x:2","Resource"," ",,,2.5,',
        "",
    ]


def test_sparing_quotes_loses_nothing(tmp_path: Path) -> None:
    """Each line ends as RFC 4180 has it; a text that could be taken for something else has its quotes."""
    rows: list[Row] = [
        (f"x:{n}", ("Resource",), told, ("a",), n, None, None) for n, told in enumerate((*TEXTS, ",", "7"))
    ]
    table = subjects(*rows)
    escapes = Escapes()
    typed_csv.write(
        tmp_path / "t.csv",
        table,
        table.rows(),
        header=(),
        encode=lambda column: escapes.joined if column.kind is Kind.TEXTS else None,
        sparing=True,
        known=escapes.known,
    )
    told = (tmp_path / "t.csv").read_bytes().decode()
    assert told.startswith('"x:0","Resource","","a",0,,\r\nx:1,Resource, ,a,1,,\r\n')
    assert all(f',"{quoted}",' in told for quoted in ("a\nb\r\nc\rd", ","))
    with open(tmp_path / "t.csv", encoding="utf-8", newline="") as file:
        assert [row[2] for row in csv.reader(file)] == [row[2] for row in rows]


def test_what_is_known_of_a_list_is_not_taken_for_labels(tmp_path: Path) -> None:
    """The same texts stand in another list and are known: an empty label is left out all the same."""
    row: Row = ("x:1", ("", "Resource"), "one", ("", "Resource"), None, None, None)
    again: Row = ("x:2", ("", "Resource"), "two", ("", "Resource"), None, None, None)
    table, escapes, labels = subjects(row, again), Escapes(), Labels()
    encode = neo4j._encoder(table, escapes, labels)
    typed_csv.write(
        tmp_path / "t.csv", table, table.rows(), header=(), encode=encode, sparing=True, known=escapes.known
    )
    assert (tmp_path / "t.csv").read_bytes().decode() == (
        "x:1,Resource,one,\x1fResource,,,\r\nx:2,Resource,two,\x1fResource,,,\r\n"
    )
    assert labels.lost == {"subjects.labels": 2}


def test_load_csv_has_a_block_for_each_kind_and_undoes_what_was_escaped(exported: Path) -> None:
    """Each block reads one table, makes nodes of one set of labels or edges of one type, and is one statement."""
    script = (exported / "cypher-load" / "load.cypher").read_text(encoding="utf-8")
    made = [[token.value for token in read] for read in split(script)]
    loads = [read for read in made if read[:2] == ["LOAD", "CSV"]]
    assert len(made) - len(loads) == 2, "two constraints"
    kinds = [(read[5], read[read.index("=") + 1]) for read in loads]
    assert len(set(kinds)) == len(kinds)
    for table in ("entities", "outcomes", "assertions", "outcome_links"):
        with open(exported / "cypher-load" / f"{table}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        column = "labels" if table in KEYS else "type"
        assert {row[column] for row in rows} == {
            kind for file, kind in kinds if file == f"file:///serm-bone/{table}.csv"
        }
        assert not [value for row in rows for value in row.values() if "\\" in value], (
            "a backslash would escape a quote"
        )
    assert "apoc" not in script.lower()
    assert not re.search(r"[:$]\(|:\$", script), "no label or type is made of a value"


def test_load_csv_undoes_nothing_where_nothing_was_escaped(tmp_path: Path) -> None:
    """The packaged graph needs no escape: its script reads cells as they are."""
    kg.load().export("cypher-load", str(tmp_path / "out"))
    assert "replace(" not in (tmp_path / "out" / "load.cypher").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("folder", "file", "header"),
    [
        ("opencypher", "outcome_links", ":ID,:START_ID,:END_ID,relation:String,:TYPE"),
        ("gremlin", "outcome_links", "~id,~from,~to,relation:String,~label"),
        (
            "gremlin",
            "entities",
            "~id,~label,label:String(single),iri:String(single),curie:String(single),synonyms:String(single),"
            "xrefs:String(single),definition:String(single),drug_class:String(single),classes:String(single)",
        ),
    ],
)
def test_neptune_headers_are_those_of_its_guide(exported: Path, folder: str, file: str, header: str) -> None:
    text = (exported / "neptune" / folder / f"{file}.csv").read_text(encoding="utf-8")
    assert next(csv.reader(io.StringIO(text))) == header.split(",")


def test_neptune_labels_keep_their_semicolons(tmp_path: Path) -> None:
    """A semicolon divides labels, so that one within a label is written by its number."""
    from kg.export.formats.neptune import _Cells

    made = _Cells().encoder(subjects())(NODE[1])
    assert made is not None
    assert made(("Resource", "a;b%")) == "Resource;a%3Bb%25"
