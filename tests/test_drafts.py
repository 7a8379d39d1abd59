"""Files of other people's edges: how they are read, compiled, damaged and laid over the graph."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kg.drafts import readers
from kg.drafts.rows import Draft, Thing
from kg.errors import UnreadableInput

EDGES = (
    "id\tsubject\tpredicate\tobject\tqualified_predicate\tsubject_direction_qualifier\tobject_direction_qualifier"
    "\tnegated\tpublications\n"
)


def drafts(path: Path, text: str) -> list[Draft]:
    """Write a file and read its edges."""
    path.write_text(text, encoding="utf-8")
    (reader,) = readers([path])
    return list(reader.drafts())


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # the predicate says nothing of sign, its qualifier does
        ("biolink:affects\tB\tbiolink:causes\t\tincreased\t", ("A", "B", 1, True)),
        ("biolink:affects\tB\tbiolink:causes\t\tdownregulated\t", ("A", "B", -1, True)),
        # less of A causes more of B
        ("biolink:affects\tB\tbiolink:causes\tdecreased\tincreased\t", ("A", "B", -1, True)),
        ("biolink:affects\tB\t\t\t\t", ("A", "B", 0, True)),
        ("biolink:disrupts\tB\t\t\t\t", ("A", "B", -1, True)),
        # what predicate and qualifier say differs: not known
        ("biolink:disrupts\tB\tbiolink:causes\t\tincreased\t", ("A", "B", 0, True)),
        # an inverse predicate is turned round
        ("biolink:condition_ameliorated_by\tB\t\t\t\t", ("B", "A", -1, True)),
        # neither is an action of one thing on another
        ("biolink:positively_correlated_with\tB\t\t\t\t", ("A", "B", 0, False)),
        ("biolink:subclass_of\tB\t\t\t\t", ("A", "B", 0, False)),
        ("biolink:affects\tB\tbiolink:contributes_to\t\tincreased\t", ("A", "B", 0, False)),
        # a negated edge says that nothing acts
        ("biolink:affects\tB\tbiolink:causes\t\tincreased\ttrue", ("A", "B", 0, False)),
    ],
)
def test_sign_and_direction_of_a_kgx_edge(tmp_path: Path, row: str, expected: tuple[str, str, int, bool]) -> None:
    (draft,) = drafts(tmp_path / "x_edges.tsv", f"{EDGES}e1\tA\t{row}\tPMID:1|PMID:2\n")
    assert (draft.subject, draft.object, draft.sign, draft.walked) == expected
    assert draft.publications == ("PMID:1", "PMID:2")


def test_kgx_lines_of_json_say_the_same_as_its_table(tmp_path: Path) -> None:
    """Both forms, gzipped or not, and the nodes beside them."""
    line = (
        '{"id": "e1", "subject": "A", "predicate": "biolink:affects", "object": "B", "qualified_predicate": '
        '"biolink:causes", "object_direction_qualifier": "decreased", "publications": ["PMID:1", "PMID:2"]}\n'
    )
    told = drafts(tmp_path / "x_edges.jsonl", line)
    row = "e1\tA\tbiolink:affects\tB\tbiolink:causes\t\tdecreased\t\tPMID:1|PMID:2\n"
    assert told == drafts(tmp_path / "y_edges.tsv", EDGES + row)
    (tmp_path / "z_edges.tsv.gz").write_bytes(gzip.compress((EDGES + row).encode()))
    (tmp_path / "z_nodes.tsv.gz").write_bytes(gzip.compress(b'id\tcategory\tname\nA\tbiolink:Gene\tgene "A"\n'))
    (packed,) = readers([tmp_path / "z_edges.tsv.gz"])
    assert list(packed.drafts()) == told
    assert list(packed.things()) == [Thing("A", 'gene "A"', "biolink:Gene")]


SIGNOR = (
    "ENTITYA\tTYPEA\tIDA\tDATABASEA\tENTITYB\tTYPEB\tIDB\tDATABASEB\tEFFECT\tMECHANISM\tTAX_ID\tCELL_DATA\tPMID"
    "\tSIGNOR_ID\n"
)


@pytest.mark.parametrize(
    ("effect", "sign", "walked"),
    [
        ("up-regulates activity", 1, True),
        ("down-regulates quantity by repression", -1, True),
        ("unknown", 0, True),
        ("an effect of a later release", 0, True),
        ("form complex", 0, False),
    ],
)
def test_an_edge_of_signor(tmp_path: Path, effect: str, sign: int, walked: bool) -> None:
    ends = "RANKL\tprotein\tO14788\tUNIPROT\tRANK\tprotein\tQ9Y6Q6\tUNIPROT"
    row = f"{ends}\t{effect}\tbinding\t9606\tBTO:0000968\t9751064\tSIGNOR-1\n"
    (draft,) = drafts(tmp_path / "signor.tsv", SIGNOR + row)
    assert draft == Draft(
        "SIGNOR-1",
        "UniProtKB:O14788",
        "UniProtKB:Q9Y6Q6",
        effect,
        sign,
        walked,
        ("PMID:9751064",),
        ("BTO:0000968",),
        ("NCBITaxon:9606",),
        "infores:signor",
    )


@pytest.mark.parametrize(
    ("told", "sign"), [("+", 1), ("-1", -1), ("Inhibits", -1), ("?", 0), ("", 0), ("sometimes", 0)]
)
def test_an_edge_of_a_plain_list(tmp_path: Path, told: str, sign: int) -> None:
    """What no row of the table reads has no known sign, and is never taken for a plus."""
    (draft,) = drafts(tmp_path / "list.tsv", f"source\ttarget\tsign\tpmid\nX:1\tX:2\t{told}\t123;456\n")
    assert (draft.subject, draft.object, draft.sign) == ("X:1", "X:2", sign)
    assert draft.publications == ("PMID:123", "PMID:456")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("x_edges.tsv", "subject\tobject\nA\tB\n", r"x_edges.tsv:1: has no column predicate"),
        ("x_edges.tsv", "subject\tpredicate\tobject\nA\tbiolink:affects\n", r"x_edges.tsv:2: has 2 cells"),
        ("x_edges.tsv", "subject\tpredicate\tobject\nA\t\tB\n", r"x_edges.tsv:2: has no predicate here"),
        ("x_edges.tsv", "subject\tpredicate\tobject\tsubject\n", r"x_edges.tsv:1: names a column twice"),
        ("x_edges.jsonl", '{"subject": "A"\n', r"x_edges.jsonl:1: is not JSON here"),
        ("x_edges.jsonl", '{"subject": NaN}\n', r"x_edges.jsonl:1: is not JSON here"),
        ("x_edges.jsonl", "[1]\n", r"x_edges.jsonl:1: holds something else"),
        ("list.tsv", "from\tto\nA\tB\n", r"list.tsv:1: has neither the columns"),
        ("list.tsv", "source\ttarget\tsign\n\tB\t+\n", r"list.tsv:2: has no source here"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(UnreadableInput, match=told):
        drafts(tmp_path / name, text)


def test_what_is_not_utf_8_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_bytes(b"source\ttarget\tsign\nA\tB\t+\n" + b"A\t\xff\t+\n")
    (reader,) = readers([path])
    with pytest.raises(UnreadableInput, match=r"list.tsv:3: is not UTF-8"):
        list(reader.drafts())


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="does not exist"):
        readers([tmp_path / "none_edges.tsv"])
