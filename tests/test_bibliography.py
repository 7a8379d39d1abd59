"""What the bibliography says of works and studies, held against records read one by one.

The expected values were copied by hand from the record of each work (PubMed, PubMed Central, a publisher's or a
library's page), never from the files under test.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
import rdflib
from rdflib.collection import Collection

from kg.base.prefixes import compress, expand
from kg.base.resources import folder
from kg.check.shapes import load_shapes
from tests.curated import Block, blocks

FOLDERS = ("references", "assertions", "outcomes")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")

# key of the work, first author, year, journal, PMID, DOI, study
WORKS = [
    ("boyce-2008", "Boyce BF", "2008", "Arch Biochem Biophys", "18395508", "10.1016/j.abb.2008.03.018", "boyce-2008"),
    ("coleman-2007", "Coleman RE", "2007", "Lancet Oncol", "17267326", "10.1016/S1470-2045(07)70003-7", "IES"),
    ("siris-2005", "Siris ES", "2005", "J Bone Miner Res", "16059623", "10.1359/JBMR.050509", "MORE"),
    ("ethun-2013", "Ethun KF", "2013", "Menopause", "23793168", "10.1097/GME.0b013e31827ce57a", "ethun-2013"),
    ("fisher-2005", "Fisher B", "2005", "J Natl Cancer Inst", "16288118", None, "NSABP-P-1"),
    ("goldstein-2011", "Goldstein SR", "2011", "Menopause", "20689465", "10.1097/gme.0b013e3181e84bb4", "NCT00141323"),
    ("grey-1995", "Grey AB", "1995", "Am J Med", None, None, "grey-1995"),
    ("ke-1998", "Ke HZ", "1998", "Endocrinology", "9528995", "10.1210/endo.139.4.5902", "ke-1998"),
    ("martino", "Martino S", None, None, None, None, "MORE"),
    ("eastell-2006", "Eastell R", "2006", "J Bone Miner Res", "16869719", "10.1359/jbmr.060508", "ATAC-bone"),
    ("pearlbreast-2010", None, "2010", "J Natl Cancer Inst", "21051656", None, "NCT00141323"),
    ("pinkerton", "Pinkerton JV", "2009", "Menopause", "19546825", "10.1097/gme.0b013e3181a816be", "pinkerton"),
    ("pollak-1990", "Pollak M", "1990", "J Natl Cancer Inst", "2231756", "10.1093/jnci/82.21.1693", "pollak-1990"),
    ("vogel-2010", "Vogel VG", "2010", "Cancer Prev Res", "20404000", "10.1158/1940-6207.CAPR-10-0076",
     "NSABP-P-2-STAR"),
    ("watters-2017", "Watters RJ", "2017", "Mol Cell Endocrinol", "28286232", "10.1016/j.mce.2017.03.005",
     "watters-2017"),
    ("wei-2010", "Wei W", "2010", "Cell Metab", "20519122", "10.1016/j.cmet.2010.04.015", "wei-2010"),
    ("wu-2005", "Wu YL", "2005", "Mol Cell", "15893725", "10.1016/j.molcel.2005.04.014", "wu-2005"),
]  # fmt: skip

# study, design, people randomised, people or animals studied
STUDIES = [
    ("NSABP-P-1", "randomisedPlacebo", "13388", None),
    ("NCT00141323", "randomisedPlacebo", "8556", None),
    ("komi-2006", "randomisedActive", "118", None),
    ("iwamoto-2008", "randomisedActive", "122", None),
    ("smith-2004", "randomisedUntreated", "48", None),
    ("saarto-clodronate-postmenopausal", "randomisedUnspecified", "61", None),
    ("ward-1993", "nonRandomised", None, "36"),
    ("kenny-1995", "singleArm", None, "10"),
    ("agrawal-2009", "singleArm", None, "14"),
    ("akcay-2012", "singleArm", None, "14"),
    ("ozmen-2007", "singleArm", None, "22"),
    ("eng-wong-2006", "singleArm", None, "30"),
    ("tamoxifen-spine-1989", "nonRandomised", None, "20"),
    ("greenspan-2005", "observational", None, "195"),
    ("chung-sclerostin", "observational", None, "80"),
    ("michaelson-2007", "randomisedPlacebo", "40", None),
    ("kristensen-1994", "randomisedUntreated", "50", None),
    ("bicalutamide-v-leuprolide", "randomisedActive", "52", None),
    ("helsinki-tam-v-tor", "randomisedActive", "70", None),
    ("FIT", "randomisedPlacebo", "6459", None),
    ("WHI-estrogen-alone", "randomisedPlacebo", "10739", None),
    ("NSABP-P-2-STAR", "randomisedActive", "19747", None),
    ("BIG-1-98", "randomisedActive", None, "4895"),
    ("PATCH", "randomisedActive", None, "74"),
    ("bashir-2005", None, None, "29"),
    ("tzeng-2015", "observational", None, "75488"),
    ("jimenez-1997", "animal", None, None),
    ("qu-1999", "cellCulture", None, None),
    ("shiau-1998", "cellFree", None, None),
    ("falahati-nini-2000", None, None, "59"),
]


@cache
def graph() -> dict[str, Block]:
    """Return subject CURIE -> predicate CURIE -> objects (CURIEs, or the text of a literal)."""
    paths = [path for name in FOLDERS for path in sorted((folder("ontology") / name).rglob("*.ttl"))]
    return blocks([*paths, folder("ontology") / "codes.ttl"])


def of_class(*names: str) -> list[str]:
    """Return the subjects typed with one of the classes, sorted."""
    return sorted(s for s, block in graph().items() if set(names) & set(block.get("rdf:type", [])))


def one(subject: str, predicate: str) -> str | None:
    """Return the single object, or None where there is none."""
    values = graph()[subject].get(predicate, [])
    assert len(values) <= 1, (subject, predicate, values)
    return values[0] if values else None


def work(key: str) -> str:
    """Return the CURIE of the work with that key of the bibliography."""
    [found] = [s for s in of_class("sb:Publication") if key in graph()[s].get("skos:notation", [])]
    return found


@pytest.mark.parametrize(("key", "author", "year", "journal", "pmid", "doi", "study"), WORKS, ids=[w[0] for w in WORKS])
def test_a_work_is_cited_as_its_record_prints_it(
    key: str, author: str | None, year: str | None, journal: str | None, pmid: str | None, doi: str | None, study: str
) -> None:
    node = work(key)
    fields = ("sb:firstAuthor", "sb:year", "sb:journal", "sb:pmid", "sb:doi")
    assert tuple(one(node, field) for field in fields) == (author, year, journal, pmid, doi)
    assert one(node, "sb:fromStudy") == f"std:{study}"


def test_a_title_seen_later_replaces_the_description() -> None:
    node = work("grey-1995")
    assert one(node, "dcterms:title") == (
        "The effect of the antiestrogen tamoxifen on bone mineral density in normal late postmenopausal women"
    )
    assert "rdfs:comment" not in graph()[node]


def test_a_remembered_title_that_was_wrong_gave_way_to_the_printed_one() -> None:
    node = work("watters-2017")
    assert one(node, "dcterms:title") == (
        "Steroid receptor coactivator-1 can regulate osteoblastogenesis independently of estrogen"
    )
    assert "rdfs:comment" not in graph()[node]
    assert "sb:unverifiedField" not in graph()[node]


def test_a_record_without_a_title_leaves_the_title_remembered() -> None:
    node = work("erb-osteoclast-alveolar-rat")
    assert (one(node, "sb:pmid"), one(node, "sb:volumePages")) == ("19930518", "215(6):673-681")
    assert one(node, "dcterms:title") is None
    assert {field.partition("=")[0] for field in graph()[node]["sb:unverifiedField"]} == {"first_author", "title"}


def test_what_was_seen_is_no_longer_marked_as_remembered() -> None:
    assert graph()[work("fisher-2005")]["sb:unverifiedField"] == ["doi=10.1093/jnci/dji372"]
    assert "sb:unverifiedField" not in graph()[work("wu-2005")]


def test_no_field_is_both_fact_and_remembered() -> None:
    names = {
        **{name: f"sb:{name}" for name in ("year", "journal", "pmid", "pmcid", "doi")},
        "first_author": "sb:firstAuthor",
        "title": "dcterms:title",
        "volume_pages": "sb:volumePages",
    }
    for node in of_class("sb:Publication"):
        for remembered in graph()[node].get("sb:unverifiedField", []):
            field = names.get(remembered.partition("=")[0])
            assert field is None or field not in graph()[node], (node, remembered)


def test_no_two_works_share_an_identifier() -> None:
    for field in ("sb:pmid", "sb:pmcid", "sb:doi"):
        counts = Counter(value.lower() for node in of_class("sb:Publication") for value in graph()[node].get(field, []))
        assert [value for value, times in counts.items() if times > 1] == [], field


def test_every_identifier_is_also_a_link() -> None:
    for node in of_class("sb:Publication"):
        links = {expand(link) or link for link in graph()[node].get("skos:exactMatch", [])}
        pmid, pmcid, doi = one(node, "sb:pmid"), one(node, "sb:pmcid"), one(node, "sb:doi")
        assert pmid is None or f"https://pubmed.ncbi.nlm.nih.gov/{pmid}" in links, node
        assert pmcid is None or f"https://www.ncbi.nlm.nih.gov/pmc/articles/{pmcid}" in links, node
        assert doi is None or f"https://doi.org/{doi.lower()}" in links, node


def test_every_work_has_one_study_that_is_described() -> None:
    studies = set(of_class("sb:Study", "sb:Trial", "sb:PreclinicalStudy"))
    for node in of_class("sb:Publication"):
        assert one(node, "sb:fromStudy") in studies, node


def test_every_work_that_is_evidence_has_a_study() -> None:
    lines = of_class("sb:EvidenceLine")
    cited = {reference for line in lines for reference in graph()[line].get("sb:reference", [])}
    assert len(cited) > 100
    assert [node for node in sorted(cited) if one(node, "sb:fromStudy") is None] == []


@pytest.mark.parametrize(("name", "design", "randomised", "studied"), STUDIES, ids=[s[0] for s in STUDIES])
def test_a_study_has_the_design_that_its_text_states(
    name: str, design: str | None, randomised: str | None, studied: str | None
) -> None:
    node = f"std:{name}"
    assert one(node, "sb:designKind") == (f"sb:{design}" if design else None)
    assert (one(node, "sb:randomisedN"), one(node, "sb:subjectsN")) == (randomised, studied)


def is_randomised(node: str) -> bool:
    """Return whether the design code of the study is one of the randomised ones."""
    return (one(node, "sb:designKind") or "").startswith("sb:randomised")


def is_called_randomised(text: str | None) -> bool:
    """Return whether a design is that of one randomised trial, or of two told together; what only speaks of such trials
    is not.
    """
    return re.match(r"(RCT|two RCTs)\b", text or "") is not None


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("RCT, open label, 12 months", True),
        ("RCT substudy, placebo controlled", True),
        ("two RCTs, double blind, placebo controlled, analysed together", True),
        ("meta-analysis of 4 RCTs", False),
        ("longitudinal substudy of an RCT of surgical timing", False),
        ("controlled, not randomised, 12 months", False),
        (None, False),
    ],
)
def test_a_text_that_only_mentions_a_randomised_trial_calls_no_study_randomised(text: str | None, called: bool) -> None:
    assert is_called_randomised(text) is called


def test_a_randomised_design_is_one_whose_text_says_so() -> None:
    randomised = {node for node in of_class("sb:Trial") if is_randomised(node)}
    assert {"std:HORIZON", "std:IBCSG-12-93-14-93", "std:NCT00129142"} <= randomised
    for node in randomised:
        assert is_called_randomised(one(node, "sb:studyDesign")), node


def test_a_trial_called_randomised_has_no_other_design() -> None:
    for node in of_class("sb:Trial"):
        if is_called_randomised(one(node, "sb:studyDesign")) and "sb:designKind" in graph()[node]:
            assert is_randomised(node), node


def test_only_randomised_designs_count_people_randomised() -> None:
    for node in of_class("sb:Study", "sb:Trial", "sb:PreclinicalStudy"):
        if "sb:randomisedN" in graph()[node] and "sb:designKind" in graph()[node]:
            assert is_randomised(node), node


def test_trials_are_of_people_and_preclinical_studies_are_not() -> None:
    bench = {"sb:animal", "sb:cellCulture", "sb:cellFree"}
    for node in of_class("sb:PreclinicalStudy"):
        assert one(node, "sb:designKind") in {*bench, None}, node
    for node in of_class("sb:Trial"):
        assert one(node, "sb:designKind") not in {*bench, "sb:review", "sb:metaAnalysis"}, node


def test_the_shape_lists_the_designs_of_the_code_list() -> None:
    shapes = load_shapes().graph
    head = shapes.value(rdflib.URIRef(expand("sbs:Study-designKind") or ""), SH["in"])
    assert head is not None
    listed = {compress(str(item)) for item in Collection(shapes, head)}
    assert listed == set(of_class("sb:DesignKind"))


@pytest.mark.parametrize(
    ("one_study", "other"),
    [
        ("std:royal-marsden-tamoxifen-prevention", "std:tamuterusrct"),
        ("std:ESR1-null-man", "std:smith-1994"),
        ("std:miller-2008", "std:pinkerton"),
        ("std:falahati-nini-2000", "std:modder-2011"),
    ],
)
def test_shared_participants_are_stated_in_both_studies(one_study: str, other: str) -> None:
    assert other in graph()[one_study]["sb:sharesCohortWith"]
    assert one_study in graph()[other]["sb:sharesCohortWith"]


@pytest.mark.parametrize("name", ["pinkerton", "modder-2011", "helsinki-tam-v-tor", "NCT00129142"])
def test_a_join_that_no_record_states_is_marked_and_explained(name: str) -> None:
    assert one(f"std:{name}", "sb:studyKeyStatus") == "sb:inferredJoin"
    assert one(f"std:{name}", "rdfs:comment")
