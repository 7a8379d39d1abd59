"""Files of other people's edges: how they are read, compiled, damaged and laid over the graph."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import kg
from kg.base.records import Record
from kg.errors import UnknownName, UnreadableInput
from kg.unreviewed.opening import readers
from kg.unreviewed.rows import Draft, Thing
from tests.conftest import Run

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
    ("line", "expected"),
    [
        # CellNOpt
        ("raf1\t1\tmek12", [("raf1", "mek12", 1, True)]),
        ("bad\t-1\tbclxl", [("bad", "bclxl", -1, True)]),
        # Pathway Commons: which way is not said, and what is controlled may come first
        ("ESR1\tcontrols-expression-of\tPGR", [("ESR1", "PGR", 0, True)]),
        ("CHEBI:1\tconsumption-controlled-by\tAKT1", [("AKT1", "CHEBI:1", 0, True)]),
        ("AKT1\tin-complex-with\tMTOR", [("AKT1", "MTOR", 0, False)]),
        # a relation that no table reads, several targets, blanks between, a thing alone
        ("A\tpp\tB", [("A", "B", 0, False)]),
        ("A inhibits B C", [("A", "B", -1, True), ("A", "C", -1, True)]),
        ("a gene\tActivates\tB\r", [("a gene", "B", 1, True)]),
        ("A", []),
        ("", []),
    ],
)
def test_a_line_of_sif(tmp_path: Path, line: str, expected: list[tuple[str, str, int, bool]]) -> None:
    """In each of the dialects that other people's files are written in, gzipped or not."""
    found = drafts(tmp_path / "x.sif", f"first\t1\tsecond\n{line}\n")[1:]
    assert [(draft.subject, draft.object, draft.sign, draft.walked) for draft in found] == expected
    assert [draft.id for draft in found] == ["x.sif:2", "x.sif:2:2"][: len(found)]
    (tmp_path / "y.sif.gz").write_bytes(gzip.compress(f"{line}\n".encode()))
    (packed,) = readers([tmp_path / "y.sif.gz"])
    assert [draft.subject for draft in packed.drafts()] == [draft.subject for draft in found]


def test_a_row_of_nodes_may_lack_its_last_cells(tmp_path: Path) -> None:
    """As in the files that KGX itself is tested with; a row that is too long is still said."""
    (tmp_path / "x_edges.tsv").write_text(EDGES, encoding="utf-8")
    nodes = tmp_path / "x_nodes.tsv"
    nodes.write_text("id\tname\tcategory\tprovided_by\nA\tgene A\tbiolink:Gene\nB\n", encoding="utf-8")
    (reader,) = readers([tmp_path / "x_edges.tsv"])
    assert list(reader.things()) == [Thing("A", "gene A", "biolink:Gene"), Thing("B", "B", "")]
    nodes.write_text("id\tname\nA\tgene A\tbiolink:Gene\n", encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"x_nodes.tsv:2: has 3 cells"):
        list(reader.things())


def test_a_name_of_sif_is_a_thing_only_by_its_symbol_or_identifier(tmp_path: Path) -> None:
    """GRIP1 is a gene of its own to HGNC, though the graph has it as another name of NCOA2 (which is also SRC-2)."""
    path = tmp_path / "x.sif"
    path.write_text("X\t1\tNCOA2\nY\t1\tGRIP1\nCHEBI:9635\t-1\tTNFSF11\n", encoding="utf-8")
    graph = kg.load(data=[path])
    assert graph.layer is not None
    ends = [graph.layer.ids[graph.layer.index.target[edge]] for edge in range(graph.layer.index.edges)]
    assert ends.count("GRIP1") == 1
    (step,) = graph.explain("X", "SRC-2").unreviewed.routes[0].steps
    assert (step.object.label, step.sign) == ("SRC-2", 1)
    (step,) = graph.explain("toremifene", "RANKL").unreviewed.routes[0].steps
    assert (step.subject.label, step.object.label, step.sign) == ("toremifene", "RANKL", -1)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("x.sif", "A\t1\tB\nA\t1\n", r"x.sif:2: is not 'A relation B' here"),
        ("x.sif", "A\t1\tB\nA\t\tB\n", r"x.sif:2: is not 'A relation B' here"),
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


QUESTION = ("toremifene", "lumbar spine BMD")
SMALL = (
    f"{EDGES}"
    "d1\tCHEBI:9635\tbiolink:affects\tX:new\tbiolink:causes\t\tdecreased\t\tPMID:1\n"
    "d2\tX:new\tbiolink:affects\tent:bone-resorption\tbiolink:causes\t\tincreased\t\tPMID:2|PMID:3\n"
    "d3\tX:new\tbiolink:affects\tUniProtKB:O14788\t\t\t\t\t\n"
    "d4\tX:new\tbiolink:subclass_of\tX:kind\t\t\t\t\t\n"
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Four edges of which three act, by way of a thing that the graph does not know."""
    (tmp_path / "small_nodes.tsv").write_text("id\tcategory\tname\nX:new\tbiolink:Gene\ta new gene\n")
    path = tmp_path / "small_edges.tsv"
    path.write_text(SMALL, encoding="utf-8")
    return path


def chains(answer: Record) -> list[tuple[str, ...]]:
    """The ids of the steps of each unreviewed route."""
    return [tuple(step.id for step in route.steps) for route in answer.unreviewed.routes]


def test_drafts_stand_apart_and_change_nothing_else(small: Path) -> None:
    """The whole answer is as without them; routes that need one are shown, each with the works its file names."""
    bare = kg.load().explain(*QUESTION).to_dict()
    answer = kg.load(data=[small]).explain(*QUESTION)
    assert {**answer.to_dict(), "unreviewed": None} == bare
    assert bare["unreviewed"] is None
    found = answer.unreviewed
    assert (list(found.files), found.edges, found.left_out.to_dict()) == (
        ["small_edges.tsv"],
        3,
        {"biolink:subclass_of": 1},
    )
    best = found.routes[0]
    assert [step.id for step in best.steps][:2] == ["d1", "d2"]
    assert (best.steps[0].status, best.steps[0].assertion, list(best.steps[1].publications)) == (
        "unreviewed",
        None,
        ["PMID:2", "PMID:3"],
    )
    assert (best.steps[0].object.label, best.steps[1].object.label) == ("a new gene", "bone resorption")
    assert best.steps[2].assertion.startswith("https://w3id.org/serm-bone/assertion/A")
    product = 1
    for step in best.steps:
        product *= step.sign
    assert best.sign == {1: "+", -1: "-"}[product]


def test_an_edge_of_unknown_sign_makes_a_route_of_unknown_sign(small: Path) -> None:
    """d3 says nothing of sign: no route over it has one."""
    answer = kg.load(data=[small]).explain("X:new", "bone resorption")
    over = [route for route, ids in zip(answer.unreviewed.routes, chains(answer), strict=True) if "d3" in ids]
    assert over
    assert {route.sign for route in over} == {"?"}


def test_a_thing_of_the_files_can_be_asked_about(small: Path) -> None:
    """By its identifier or its label; the curated graph knows no route from it, and says so."""
    graph = kg.load(data=[small])
    for name in ("X:new", "A NEW GENE"):
        answer = graph.explain(name, "bone resorption")
        assert (answer.status, answer.prediction.sign) == ("unknown", "none")
        assert ("d2",) in chains(answer)
    with pytest.raises(UnknownName):
        graph.explain("X:other", "bone resorption")


@pytest.mark.parametrize("part", ["first", "said.text", "layer.json", "by_id"])
@pytest.mark.parametrize("harm", ["flipped", "cut", "gone", "empty"])
def test_a_damaged_layer_is_compiled_again(small: Path, part: str, harm: str) -> None:
    """Whatever is done to its files, the answer is the same."""
    graph = kg.load(data=[small])
    before = graph.explain(*QUESTION).to_dict()
    assert graph.layer is not None
    folder = graph.layer.folder
    path, raw = folder / part, (folder / part).read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes({"flipped": bytes([raw[0] ^ 1]) + raw[1:], "cut": raw[:-1], "empty": b""}[harm])
    assert kg.load(data=[small]).explain(*QUESTION).to_dict() == before


def test_other_files_make_another_layer(small: Path) -> None:
    """The layer is kept by content: a changed sign is a changed answer."""
    first = chains(kg.load(data=[small]).explain(*QUESTION))
    small.write_text(SMALL.replace("d1\tCHEBI:9635", "d1\tX:unheard"), encoding="utf-8")
    assert not any("d1" in ids for ids in chains(kg.load(data=[small]).explain(*QUESTION)))
    assert any("d1" in ids for ids in first)


def test_many_parallel_edges_are_ten_routes(tmp_path: Path) -> None:
    """The ten shortest are given, however many there are."""
    path = tmp_path / "many.tsv"
    rows = "".join(f"CHEBI:9635\tent:bone-resorption\t{'+-'[n % 2]}\n" for n in range(100_000))
    path.write_text("source\ttarget\tsign\n" + rows, encoding="utf-8")
    found = kg.load(data=[path]).explain("toremifene", "bone resorption").unreviewed
    assert (found.edges, len(found.routes)) == (100_000, 10)
    assert {len(route.steps) for route in found.routes} == {1}


@pytest.mark.parametrize("verb", [("build", "-o", "out"), ("export", "nquads", "-o", "out"), ("check",)])
def test_drafts_are_no_part_of_a_release(small: Path, run: Run, tmp_path: Path, verb: tuple[str, ...]) -> None:
    """What nobody reviewed is neither written nor checked; said in words, with nothing written."""
    arguments = [str(tmp_path / part) if part == "out" else part for part in verb]
    code, out, told = run(*arguments, "--data", str(small))
    assert (code, out) == (2, "")
    assert "small_edges.tsv" in told
    assert not (tmp_path / "out").exists()


ASKED = (
    ("robust", *QUESTION),
    ("compare", "toremifene", "--in", "bone"),
    ("concordance", "--drug", "toremifene"),
    ("show", "toremifene"),
    ("figure", "mechanism", "toremifene"),
    ("find", "toremifene"),
)


@pytest.mark.parametrize("verb", ASKED, ids=lambda verb: verb[0])
def test_a_verb_in_which_they_take_no_part_says_so(small: Path, run: Run, verb: tuple[str, ...]) -> None:
    """On standard error, once; what stands on standard output is the answer without them."""
    bare = run(*verb)
    code, out, told = run(*verb, "--data", str(small))
    assert (code, out) == bare[:2]
    assert told == "small_edges.tsv: unreviewed edges take part in explain only; this answer is the one without them\n"
    assert "take part in explain only" not in run("explain", *QUESTION, "--data", str(small))[2]


@pytest.mark.parametrize("verb", ASKED, ids=lambda verb: verb[0])
def test_a_file_that_cannot_be_read_is_said_by_every_verb(tmp_path: Path, run: Run, verb: tuple[str, ...]) -> None:
    """Also by those in which it would take no part."""
    code, out, told = run(*verb, "--data", str(tmp_path / "none_edges.tsv"))
    assert (code, out) == (3, "")
    assert "does not exist; check the path" in told


def test_the_words_say_that_they_are_unreviewed(small: Path, run: Run) -> None:
    code, out, _ = run("explain", *QUESTION, "--data", str(small))
    assert code == 0
    assert "UNREVIEWED, never part of the prediction: 3 edges of small_edges.tsv" in out
    assert "toremifene ──┤ a new gene   [biolink:affects; UNREVIEWED" in out
