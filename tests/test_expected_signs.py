"""Every row of the mechanism table, its sign above all, written down a second time and held against the graph.

``expected_signs.tsv`` was written from the table and not from the graph: row, subject, relation, sign, object, with the
names that the field uses. Blocks A to H are the literature, block S is what the guide says, true or not.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kg.api import Graph
from kg.base.prefixes import expand

Said = tuple[str, str, str, str]

TABLE = Path(__file__).parent / "expected_signs.tsv"
FURTHER = Path(__file__).parent / "expected_signs_further.tsv"
ROWS = {"A": 31, "B": 7, "C": 35, "D": 43, "E": 34, "F": 45, "G": 10, "H": 82, "S": 26}
SIGNS = {"+", "-", "0"}
# What has no row of its own. Rows D22, E26 and E33 say in their margin that raloxifene (E33: and bazedoxifene) did the
# same; F45 is the other side of bone strength. The last four only the guide says, on the receptor and on RANKL and OPG.
BESIDES: dict[str, Said] = {
    "asr:A0298": ("raloxifene", "inhibits", "-", "osteoclast differentiation driven by RUNX2"),
    "asr:A0299": ("raloxifene", "positively-regulates", "+", "osteoclast apoptosis"),
    "asr:A0300": ("raloxifene", "decreases-expression-of", "-", "HIF-1 alpha"),
    "asr:A0301": ("bazedoxifene", "decreases-expression-of", "-", "HIF-1 alpha"),
    "asr:A0302": ("bone mass", "positively-regulates", "+", "bone strength"),
    "asr:A0900": ("toremifene", "inhibits", "-", "osteoclast activity"),
    "asr:A0901": ("shift of the RANKL/OPG ratio toward OPG", "inhibits", "-", "osteoclast activity"),
    "asr:A0902": ("RANKL", "positively-regulates", "+", "osteoclast activity"),
    "asr:A0903": ("serum NTX", "biomarker-of", "0", "bone resorption"),
}


def written(table: Path = TABLE, first: str = "row") -> dict[str, Said]:
    """Return what the column ``first`` names -> subject, relation, sign and object, as written down."""
    head, *body = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    assert head == [first, "subject", "relation", "sign", "object"]
    rows = {name: (subject, relation, sign, target) for name, subject, relation, sign, target in body}
    assert len(rows) == len(body)
    return rows


def said(graph: Graph, iri: str) -> Said:
    """Return what the graph says in an assertion; a relation without a sign has sign 0."""
    section = graph.section("assertions")
    item = section["items"][iri]
    sign = {1: "+", -1: "-", None: "0"}[section["relations"][item["relation"]]["sign"]]
    return (
        graph.names.items[item["subject"]]["label"],
        item["relation"],
        sign,
        graph.names.items[item["object"]]["label"],
    )


def test_every_row_says_what_was_written_down(graph: Graph) -> None:
    items = graph.section("assertions")["items"]
    found = {row: said(graph, iri) for iri, item in items.items() for row in item["notation"] if row[0] in ROWS}
    expected = written()
    assert {row: found.get(row) for row in expected} == expected


def test_what_has_no_row_of_its_own_says_what_was_read(graph: Graph) -> None:
    assert {name: said(graph, str(expand(name))) for name in BESIDES} == BESIDES


def test_further_papers_say_what_was_read(graph: Graph) -> None:
    """What no other test spells out, written from the words of the evidence and the printed outcomes of the trials."""
    expected = written(FURTHER, "assertion")
    assert len(expected) == 47
    assert {name: said(graph, str(expand(f"asr:{name}"))) for name in expected} == expected


def test_the_whole_table_was_written_down() -> None:
    """287 rows of the literature and 26 of the guide, counted in the table."""
    assert Counter(row[0] for row in written()) == ROWS
    assert sum(count for block, count in ROWS.items() if block != "S") == 287


def test_a_relation_has_one_sign_in_all_its_rows() -> None:
    signs: dict[str, set[str]] = {}
    for _, relation, sign, _ in written().values():
        signs.setdefault(relation, set()).add(sign)
    assert {relation: found for relation, found in signs.items() if len(found) != 1 or not found <= SIGNS} == {}
