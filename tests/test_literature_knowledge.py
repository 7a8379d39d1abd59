"""Further primary papers on SERMs in bone, held against expectations written down from their abstracts."""

from __future__ import annotations

from typing import Any

import pytest

from kg.api import Graph

ASSERTION = "https://w3id.org/serm-bone/assertion/"
PUBLICATION = "https://w3id.org/serm-bone/publication/"

# assertion | subject | relation | object | sign
WHAT = """
A1001 | tamoxifen | partially-agonises | estrogen receptor | +
A1002 | tamoxifen | no-significant-effect-on | bone mineral density | 0
A1003 | tamoxifen | partially-agonises | estrogen receptor | +
A1005 | tamoxifen | antagonises | estrogen receptor | -
A1006 | arzoxifene | partially-agonises | estrogen receptor | +
A1007 | bazedoxifene | partially-agonises | estrogen receptor | +
A1008 | fulvestrant | no-significant-effect-on | cortical bone growth | 0
A1009 | tamoxifen | inhibits | bone resorption | -
A1011 | clomifene | no-significant-effect-on | bone resorption | 0
A1012 | clomifene | inhibits | bone resorption | -
A1013 | estradiol | inhibits | bone resorption | -
A1017 | ER alpha | positively-regulates | osteoclast apoptosis | +
A1018 | raloxifene | decreases-expression-of | RANKL | -
A1020 | ER alpha | decreases-expression-of | RANKL | -
A1024 | raloxifene | no-significant-effect-on | osteoblast proliferation | 0
A1027 | tamoxifen | negatively-regulates | osteoblast proliferation | -
A1028 | raloxifene | positively-regulates | osteoblast differentiation | +
A1029 | raloxifene | no-significant-effect-on | osteoblast differentiation | 0
A1030 | raloxifene | increases-expression-of | alkaline phosphatase | +
A1033 | raloxifene analogue | inhibits | osteocyte apoptosis | -
A1035 | raloxifene | decreases-expression-of | sclerostin | -
A1036 | raloxifene | no-significant-effect-on | IL-6 | 0
A1039 | raloxifene | decreases-expression-of | IL-6 | -
A1041 | raloxifene | no-significant-effect-on | IL-6 | 0
A1045 | estradiol | decreases-expression-of | IL-6 | -
A1046 | NF-kappa-B | increases-expression-of | IL-6 | +
A1047 | 4-hydroxytamoxifen | no-significant-effect-on | IL-6 | 0
A1050 | 4-hydroxytamoxifen | inhibits | NF-kappa-B | -
A1052 | SRC-2 | positively-regulates | transcription by estradiol-bound ER alpha | +
A1054 | SRC-3 | no-significant-effect-on | transcription by estradiol-bound ER alpha | 0
A1058 | SRC-1 | positively-regulates | bone mineral density | +
A1059 | droloxifene | partially-agonises | estrogen receptor | +
A1060 | droloxifene | negatively-regulates | bone turnover | -
"""

# assertion | place | milieu | sexes | species | works that support it; "-" where the abstract does not say
WHERE = """
A1001 | bone | orchidectomised | male | mouse | doi-10-1055-s-2007-978618
A1002 | bone | gonad-intact | male | mouse | doi-10-1055-s-2007-978618
A1003 | bone | gonad-intact | female | mouse | doi-10-1210-en-2004-1114
A1005 | trabecular bone | gonad-intact | female | rat | tamoxifen-ovarian-status
A1006 | bone | ovariectomised | female | rat | ly353381-pth-rats
A1007 | bone | ovariectomised | female | monkey | bazedoxifene-monkey
A1008 | cortical bone | gonad-intact | male | rat | PMID10821884
A1009 | trabecular bone | gonad-intact | male | rat | doi-10-1007-bf02553283
A1011 | bone | gonad-intact | female | rat | PMID2322693
A1012 | bone | ovariectomised | female | rat | clomifene-tibia-2018
A1013 | osteoclast | - | - | mammal | doi-10-1084-jem-186-4-489
A1017 | osteoclast | - | - | mouse | PMID20053716
A1018 | bone | ovariectomised | female | rat | luvizuto-2011
A1020 | bone | - | - | mouse | PMID28744019
A1024 | bone marrow | - | - | mouse | qu-1999
A1027 | MG-63 | - | - | human | doi-10-3892-ol-2013-1487
A1028 | bone marrow stromal cell | - | female | rat | doi-10-1007-s00776-009-1357-4
A1029 | bone marrow stromal cell | - | male | rat | doi-10-1007-s00776-009-1357-4
A1030 | bone | ovariectomised | female | rat | raloxifene-implant-maxilla & raloxifene-implant-tibia
A1033 | osteocyte | ovariectomised | female | rat | doi-10-1007-s00223-007-9049-6
A1035 | bone | post-menopause | female | human | doi-10-1007-s00198-011-1675-1
A1036 | serum | post-menopause | female | human | PMID17823083
A1039 | serum | post-menopause | female | human | doi-10-4274-tftr-61687
A1041 | bone | - | - | mouse | doi-10-1016-s8756-3282-01-00685-8
A1045 | bone | - | - | human | PMID8776731
A1046 | bone | - | - | human | PMID9182853 & stein-1995
A1047 | - | - | - | - | PMID9182853
A1050 | U-2 OS | - | - | human | quaedackers-2001
A1052 | osteoblast | - | - | human | doi-10-1677-joe-0-1760349
A1054 | osteoblast | - | - | human | doi-10-1677-joe-0-1760349
A1058 | trabecular bone | - | female & male | mouse | PMID18055287
A1059 | bone | ovariectomised | female | rat | ke-droloxifene-1995
A1060 | trabecular bone | ovariectomised | female | rat | ke-droloxifene-1995
"""

# assertion of the tables -> a further work that supports it
FURTHER = [
    ("A0222", "tamoxifen-ovarian-status"),
    ("A0222", "PMID11953070"),
    ("A0227", "doi-10-1007-s40618-022-01865-9"),
]

# assertion -> what it prints of the source
PRINTED = {
    "A1004": "estrogen-like on cortical bone of the tibia",
    "A1005": "31 percent loss of cancellous bone; trabecular number down 26 percent",
    "A1009": "sham-operated: resorbing surface -21.5%, trabecular bone area +35.7%",
    "A1033": "LY 117018, 3 mg/kg/day; untreated OVX 2.5-fold at 7 days, sixfold at 14 days",
    "A1036": "n=22, 60 mg/day, 12 weeks",
    "A1039": "n=14, 60 mg/day, 6 months; p<0.05",
    "A1058": "knockout v wild type: male 275+/-3 v 295+/-3, female 210+/-2 v 221+/-2 mg/cm(3), P<0.001 each",
}


@pytest.fixture(scope="module")
def items(graph: Graph) -> dict[str, dict[str, Any]]:
    """Local name of an assertion -> its record."""
    return {iri.removeprefix(ASSERTION): item for iri, item in graph.section("assertions")["items"].items()}


def works(item: dict[str, Any]) -> set[str]:
    """Local names of the works that support an assertion."""
    lines = [line for line in item["evidence"] if line["direction"] == "supports"]
    return {line["reference"].removeprefix(PUBLICATION) for line in lines}


def cells(table: str) -> list[list[str]]:
    """Return the rows of a text table, each as its cells."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def named(cell: str) -> set[str]:
    """Return the names in one cell; none for ``-``."""
    return set() if cell == "-" else set(cell.split(" & "))


@pytest.mark.parametrize("row", cells(WHAT), ids=lambda row: row[0])
def test_an_assertion_says_what_its_paper_says(graph: Graph, row: list[str]) -> None:
    name, *said = row
    found = graph.entity(f"asr:{name}").assertion
    assert [found.subject.label, found.relation, found.object.label, found.sign] == said
    assert found.status == "supported"


@pytest.mark.parametrize("row", cells(WHERE), ids=lambda row: row[0])
def test_an_assertion_stands_where_its_paper_saw_it(
    graph: Graph, items: dict[str, dict[str, Any]], row: list[str]
) -> None:
    name, place, milieu, sexes, species, supported_by = row
    found = graph.entity(f"asr:{name}").assertion
    assert {value.label for value in found.anatomy} == named(place)
    assert {value.label for value in found.milieu} == named(milieu)
    assert {value.label for value in found.sex} == named(sexes)
    assert {value.label for value in found.species} == named(species)
    assert works(items[name]) == named(supported_by)


@pytest.mark.parametrize(("name", "work"), FURTHER)
def test_a_further_work_supports_what_the_tables_say(items: dict[str, dict[str, Any]], name: str, work: str) -> None:
    assert work in works(items[name])
    assert items[name]["status"] == "supported"


@pytest.mark.parametrize(("name", "text"), PRINTED.items())
def test_numbers_stand_as_printed(items: dict[str, dict[str, Any]], name: str, text: str) -> None:
    assert items[name]["quantity"] == text


def test_every_added_line_was_read_in_an_abstract(items: dict[str, dict[str, Any]]) -> None:
    lines = [line for item in items.values() for line in item["evidence"] if "/evidence/E10" in line["iri"]]
    assert len(lines) == 66
    assert {(line["verification"], line["locator"]) for line in lines} == {("verifiedInAbstract", "abstract")}
    assert all(line["paraphrase"] for line in lines)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A1004", "A1005"),  # cortical against cancellous bone of the same intact rats
        ("A1028", "A1029"),  # female against male cells
        ("A1023", "A1024"),  # calvarial cells against marrow culture
        ("A1036", "A1039"),  # 12 weeks against 6 months
        ("A1054", "A1056"),  # osteoblastic against COS-7 cells
    ],
)
def test_papers_that_disagree_oppose_each_other(items: dict[str, dict[str, Any]], one: str, other: str) -> None:
    assert ASSERTION + other in items[one]["opposed_by"]
    assert ASSERTION + one in items[other]["opposed_by"]


def test_arzoxifene_is_found_by_its_code_name(graph: Graph) -> None:
    assert graph.entity("LY353381").label == "arzoxifene"
    assert graph.entity("LY-353381").label == "arzoxifene"


def test_er_alpha_lowers_rankl_from_lining_cells(items: dict[str, dict[str, Any]]) -> None:
    assert items["A1020"]["subject_anatomy"] == ["https://w3id.org/serm-bone/entity/bone-lining-cell"]
    assert items["A1020"]["object_anatomy"] == ["https://w3id.org/serm-bone/entity/bone-tissue"]
    assert items["A1020"]["ligand"] == ["https://w3id.org/serm-bone/entity/estradiol"]


@pytest.mark.parametrize(
    ("target", "chain"),
    [
        ("RANKL", ["toremifene", "ER alpha", "RANKL"]),
        ("bone resorption", ["toremifene", "ER alpha", "osteoclast apoptosis", "bone resorption"]),
    ],
)
def test_the_new_steps_are_walked_for_toremifene_in_men_on_adt(graph: Graph, target: str, chain: list[str]) -> None:
    why = graph.explain("toremifene", target, population="men on ADT")
    found = [[*(step.subject.label for step in route.steps), route.steps[-1].object.label] for route in why.routes]
    assert chain in found
    assert why.prediction.sign == "-"


def test_nf_kappa_b_of_osteoblasts_does_not_pass_for_that_of_osteoclasts(graph: Graph) -> None:
    why = graph.explain("4-hydroxytamoxifen", "NFATc1")
    chains = [[step.subject.label for step in route.steps] for route in why.routes]
    assert ["4-hydroxytamoxifen", "NF-kappa-B"] not in chains
