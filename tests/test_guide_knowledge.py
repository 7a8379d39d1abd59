"""What the graph keeps of the technical guide, held against expectations written by hand from the document.

The document itself is not part of the project: sections, counts, quantities and citations below were read in it once.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from kg.api import Graph
from kg.base.prefixes import expand
from kg.base.resources import folder
from tests.curated import Block, blocks

GUIDE = "pub:benchchem-b109984"
SMITH_2008, SMITH_2010 = "pub:smith-2008a", "pub:PMID20723926"
SECTIONS = (
    "Title",
    "Introduction",
    "Quantitative Data Summary",
    "Table 1",
    "Table 2",
    "Experimental Protocols",
    "Clinical Measurement of Bone Mineral Density",
    "Assessment of Bone Turnover Markers",
    "In Vitro Osteoclast Activity Assay",
    "In Vitro Osteoblast Activity Assay",
    "Signaling Pathways and Mechanisms of Action",
    "Estrogen Receptor Signaling Pathway",
    "RANKL/OPG Signaling Pathway",
    "Experimental Workflow for Investigating Toremifene in Bone Cells",
    "Conclusion",
    "Disclaimer & Data Validity",
)
# Number of the reference -> how sure its identity is, and the work; 3 and 4 are one paper, 5 and 8 another.
CITATIONS = {
    1: ("sb:inferredIdentity", "pub:nci-toremifene"),
    2: ("sb:resolved", "pub:patsnap-toremifene-mechanism"),
    3: ("sb:resolved", SMITH_2008),
    4: ("sb:resolved", SMITH_2008),
    5: ("sb:resolved", SMITH_2010),
    6: ("sb:resolved", "pub:PMID9543133"),
    7: ("sb:resolved", "pub:doi-10-1007-s10549-011-1608-x"),
    8: ("sb:resolved", SMITH_2010),
    9: ("sb:hostNameOnly", None),
    10: ("sb:hostNameOnly", None),
    11: ("sb:resolved", "pub:ethiraj-2022"),
    12: ("sb:hostNameOnly", None),
    13: ("sb:hostNameOnly", None),
    14: ("sb:inferredIdentity", "pub:doi-10-1016-s0169-6009-08-80187-0"),
    15: ("sb:resolved", "pub:ehnert-2015"),
    16: ("sb:resolved", "pub:doi-10-1002-jbmr-5650090409"),
    17: ("sb:resolved", "pub:lencel-2011"),
    18: ("sb:resolved", "pub:doi-10-3390-bios12060406"),
}
# Protocol -> its parts in order, each with the number of items the guide lists under it.
PARTS = {
    "dxa": (("Patient population", 1), ("Procedure", 4), ("Data analysis", 1)),
    "bone-turnover-markers": (
        ("Sample collection", 1),
        ("Markers of bone formation", 3),
        ("Markers of bone resorption", 2),
        ("Data analysis", 1),
    ),
    "osteoclast-assay": (("Cell culture", 3), ("TRAP staining", 2), ("Resorption pit assay", 3), ("Data analysis", 1)),
    "osteoblast-alp": (("Cell culture", 2), ("ALP activity assay", 2), ("Data analysis", 1)),
}
QUANTITIES = {
    "dxa-step-01": "50 years or older",
    "dxa-step-03": "L1-L4",
    "dxa-step-04": "12 and 24 months",
    "osteoclast-assay-step-04": "5-7 days; 10% formalin",
    "osteoclast-assay-step-05": "≥ 3 nuclei",
}
STEP_CITES = {
    "dxa-step-01": {3, 4, 5, 8},
    "bone-turnover-markers-step-07": {6, 7},
    "osteoclast-assay-step-05": {9, 10, 11, 12, 13},
    "osteoblast-alp-step-04": {14, 15, 16, 17, 18},
}
USES = {
    "dxa": {"DXA-scanner"},
    "bone-turnover-markers": {"serum-sample", "urine-sample"},
    "osteoclast-assay": {
        "bone-marrow-cells",
        "RAW-264.7",
        "M-CSF-reagent",
        "RANKL-reagent",
        "toremifene",
        "formalin",
        "TRAP-stain-kit",
        "osteoclast",
        "bone-slice",
        "calcium-phosphate-matrix",
    },
    "osteoblast-alp": {"Saos-2", "MG-63", "primary-osteoblasts", "toremifene", "pNPP", "cell-lysate", "total-protein"},
}
READS = {
    "dxa": {"lumbar-spine-BMD", "total-hip-BMD", "femoral-neck-BMD"},
    "bone-turnover-markers": {"bone-alkaline-phosphatase", "osteocalcin", "PINP", "NTX", "serum-CTX"},
    "osteoclast-assay": {"osteoclast", "bone-resorption"},
    "osteoblast-alp": {"cell-lysate", "ALPL", "p-nitrophenol"},
}
METHODS = {
    "dxa": {"DXA"},
    "bone-turnover-markers": {"immunoassay", "ELISA"},
    "osteoclast-assay": {"TRAP-staining", "resorption-pit-assay"},
    "osteoblast-alp": {"ALP-activity-assay"},
}
EXACT = {
    "DXA": {"MMO:0000363"},
    "ELISA": {"OBI:0000661", "MMO:0000075"},
    "ALP-activity-assay": {"OBI:0003425"},
    "pNPP": {"CHEBI:17440"},
    "p-nitrophenol": {"CHEBI:16836"},
}
# Claims with a citation -> what became of it; every other claim has none, and its verdict says so.
CITED = {
    "C0001": ({1, 2}, "unresolved"),
    "C0002": ({1, 2}, "unresolved"),
    "C0016": ({3, 4}, "confirmed"),
    "C0017": ({3, 4}, "confirmed"),
    "C0018": ({3, 4}, "confirmed"),
    "C0019": ({5}, "unresolved"),
    "C0020": ({6}, "misattributed"),
    "C0021": ({6}, "confirmed"),
    "C0022": ({7}, "confirmed"),
    "C0023": ({7}, "confirmed"),
    "C0024": ({6}, "misattributed"),
    "C0025": ({7}, "confirmed"),
    "C0101": ({1, 2}, "unresolved"),
    "C0105": ({3, 4, 5, 8}, "confirmed"),
    "C0111": ({9, 10, 11, 12, 13}, "misattributed"),
    "C0113": ({14, 15, 16, 17, 18}, "misattributed"),
}
STEP_VERDICTS = {
    "dxa-step-01": "confirmed",
    "bone-turnover-markers-step-07": "misattributed",
    "osteoclast-assay-step-05": "misattributed",
    "osteoblast-alp-step-04": "misattributed",
}
FIGURES = {
    "er-signaling": "Estrogen Receptor Signaling Pathway",
    "rankl-opg": "RANKL/OPG Signaling Pathway",
    "workflow": "Experimental Workflow for Investigating Toremifene in Bone Cells",
}
ONLY_THE_GUIDE = ("asr:A0900", "asr:A0901", "asr:A0902", "asr:A0903")


@cache
def records() -> dict[str, Block]:
    """Return subject CURIE -> predicate CURIE -> objects (CURIEs, or the text of a literal)."""
    root = folder("ontology")
    names = ("claims", "assertions", "protocols", "audit", "entities", "references")
    return blocks([*(path for name in names for path in sorted((root / name).glob("*.ttl"))), root / "figures.ttl"])


def many(subject: str, predicate: str) -> set[str]:
    return set(records()[subject].get(predicate, []))


def one(subject: str, predicate: str) -> str | None:
    """Return the single object, or None where there is none."""
    values = records()[subject].get(predicate, [])
    assert len(values) <= 1, (subject, predicate, values)
    return values[0] if values else None


def of_class(name: str) -> list[str]:
    return sorted(s for s, block in records().items() if name in block.get("rdf:type", []))


def locals_of(curies: set[str]) -> set[str]:
    return {curie.split(":", 1)[1] for curie in curies}


def cited_by(subject: str) -> set[int]:
    return {int(entry.rsplit("-", 1)[1]) for entry in many(subject, "sb:citesEntry")}


def steps(protocol: str) -> list[str]:
    found = [s for s in of_class("sb:ProtocolStep") if one(s, "sb:stepOf") == f"prt:{protocol}"]
    return sorted(found, key=lambda step: int(one(step, "sb:stepNumber") or 0))


def audited() -> dict[str, str]:
    """Return what is audited -> its audit row; fails where a thing has two rows."""
    rows = [(one(row, "sb:audits") or "", row) for row in of_class("sb:AuditRow")]
    assert len({target for target, _ in rows}) == len(rows)
    return dict(rows)


def verdict(target: str) -> str:
    return (one(audited()[target], "sb:verdict") or "").removeprefix("sb:verdict-")


@pytest.mark.parametrize("number", CITATIONS)
def test_a_reference_is_the_work_it_is(number: int) -> None:
    resolution, work = CITATIONS[number]
    entry = f"cit:benchchem-{number}"
    assert one(entry, "sb:refNumber") == str(number)
    assert (one(entry, "sb:resolution"), one(entry, "sb:resolvesTo")) == (resolution, work)
    assert work is None or work in records()


def test_there_are_eighteen_references() -> None:
    entries = [entry for entry in of_class("sb:CitationEntry") if one(entry, "sb:inDocument") == GUIDE]
    assert sorted(entries) == sorted(f"cit:benchchem-{number}" for number in CITATIONS)


@pytest.mark.parametrize("protocol", PARTS)
def test_a_protocol_has_every_item_in_order(protocol: str) -> None:
    expected = [(part, item) for part, items in PARTS[protocol] for item in range(1, items + 1)]
    found = steps(protocol)
    assert [one(step, "sb:stepNumber") for step in found] == [str(n) for n in range(1, len(expected) + 1)]
    assert [one(step, "sb:stepPart") for step in found] == [part for part, _ in expected]
    section = one(f"prt:{protocol}", "sb:guideSection")
    assert section in SECTIONS
    for step, (part, item) in zip(found, expected, strict=True):
        assert (one(step, "sb:locator") or "").casefold() == f"{section}, {part}, item {item}".casefold()
        assert one(step, "sb:paraphrase")


def test_four_protocols_have_twenty_seven_steps() -> None:
    assert of_class("sb:Protocol") == sorted(f"prt:{protocol}" for protocol in PARTS)
    assert len(of_class("sb:ProtocolStep")) == 27


@pytest.mark.parametrize("protocol", PARTS)
def test_a_protocol_names_what_it_uses_reads_and_measures(protocol: str) -> None:
    used = set().union(*(many(step, "sb:uses") for step in steps(protocol)))
    read = set().union(*(many(step, "sb:readout") for step in steps(protocol)))
    assert locals_of(used) == USES[protocol]
    assert locals_of(read) == READS[protocol]
    assert locals_of(many(f"prt:{protocol}", "sb:method")) == METHODS[protocol]
    measured = many(f"prt:{protocol}", "sb:measures")
    assert measured
    assert {name for name in used | read | measured if "rdfs:label" not in records()[name]} == set()


def test_quantities_and_citations_of_steps_are_those_printed() -> None:
    every = [step for protocol in PARTS for step in steps(protocol)]
    quantities = {step.removeprefix("prt:"): one(step, "sb:quantityText") for step in every}
    assert {step: text for step, text in quantities.items() if text} == QUANTITIES
    assert {step.removeprefix("prt:"): cited_by(step) for step in every if cited_by(step)} == STEP_CITES


def test_only_the_osteoclast_assay_names_controls() -> None:
    controls = {step: many(step, "sb:control") for protocol in PARTS for step in steps(protocol)}
    assert {step: found for step, found in controls.items() if found} == {
        "prt:osteoclast-assay-step-03": {"ent:estradiol", "ent:vehicle"}
    }


@pytest.mark.parametrize("name", EXACT)
def test_a_public_identifier_is_the_one_of_the_table(name: str) -> None:
    assert many(f"ent:{name}", "skos:exactMatch") == EXACT[name]
    assert one(f"ent:{name}", "sb:curie") in EXACT[name]


def test_reagents_say_what_they_are_made_of() -> None:
    made_of = {"M-CSF-reagent": "CSF1", "RANKL-reagent": "TNFSF11", "serum-sample": "serum", "urine-sample": "urine"}
    assert {name: one(f"ent:{name}", "sb:materialOf") for name in made_of} == {
        name: f"ent:{thing}" for name, thing in made_of.items()
    }
    # A solution is not the substance in it, so these are close, not exact.
    assert many("ent:formalin", "skos:closeMatch") == {"CHEBI:16842"}
    assert many("ent:calcium-phosphate-matrix", "skos:closeMatch") == {"CHEBI:77635"}


def test_methods_without_a_public_term_have_a_broader_one() -> None:
    for name in ("TRAP-staining", "resorption-pit-assay", "immunoassay", "microscopy"):
        assert many(f"ent:{name}", "skos:broadMatch") == {"OBI:0000070"}
        assert one(f"ent:{name}", "sb:curie") is None


def test_every_section_of_the_guide_has_a_claim() -> None:
    found = Counter(one(claim, "sb:guideSection") for claim in of_class("sb:SourceClaim"))
    assert set(found) == set(SECTIONS)


def test_claims_are_numbered_and_stand_in_the_guide() -> None:
    claims = of_class("sb:SourceClaim")
    numbers = [*range(1, 27), *range(100, 142)]
    assert claims == [f"clm:C{number:04d}" for number in numbers]
    assert {one(claim, "sb:inDocument") for claim in claims} == {GUIDE}
    assert all(one(claim, "sb:locator") and one(claim, "sb:paraphrase") for claim in claims)


def test_claims_cite_what_the_guide_cites_for_them() -> None:
    for claim in of_class("sb:SourceClaim"):
        cites, status = CITED.get(claim.removeprefix("clm:"), (set(), "uncited"))
        assert cited_by(claim) == cites
        assert one(claim, "sb:citationStatus") == ("sb:cited" if cites else "sb:uncited")
        assert verdict(claim) == status


def test_the_audit_has_the_five_denominators() -> None:
    rows = of_class("sb:AuditRow")
    assert Counter(one(row, "sb:auditKind") for row in rows) == {
        "sb:citation-kind": 18,
        "sb:table-cell-kind": 35,
        "sb:claim-kind": 68,
        "sb:protocol-step-kind": 27,
        "sb:figure-kind": 3,
    }
    assert len(audited()) == len(rows) == 151
    assert all((one(row, "sb:detail") or "").endswith(".") for row in rows)
    works = {work for row in rows for work in many(row, "dcterms:references")}
    assert works <= set(of_class("sb:Publication"))


def test_every_step_and_figure_is_audited() -> None:
    found = {step.removeprefix("prt:"): verdict(step) for protocol in PARTS for step in steps(protocol)}
    assert found == {step: STEP_VERDICTS.get(step, "uncited") for step in found}
    assert {name: verdict(f"fig:{name}") for name in FIGURES} == dict.fromkeys(FIGURES, "unresolved")


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("prt:osteoblast-alp-step-04", "[18] is an electrochemical sensor"),
        ("prt:osteoclast-assay-step-05", "fish"),
        ("prt:bone-turnover-markers-step-05", "two analytes"),
        ("prt:bone-turnover-markers-step-07", "BAP and serum NTX only"),
        ("clm:C0016", "interim analysis of 197 men"),
        ("clm:C0019", "blank placebo cells"),
        ("clm:C0124", "interval of the fracture result includes no effect"),
        ("clm:C0137", "withdrawn"),
    ],
)
def test_the_audit_says_what_is_wrong(target: str, words: str) -> None:
    assert words in (one(audited()[target], "sb:detail") or "")


def test_what_only_the_guide_says_has_no_evidence_and_makes_no_edge(graph: Graph) -> None:
    evidence = {one(line, "sb:evidenceFor") for line in of_class("sb:EvidenceLine")}
    items = graph.section("assertions")["items"]
    for name in ONLY_THE_GUIDE:
        claims = [claim for claim in of_class("sb:SourceClaim") if one(claim, "sb:expresses") == name]
        assert claims
        assert {one(claim, "sb:citationStatus") for claim in claims} == {"sb:uncited"}
        assert name not in evidence
        assert items[expand(name)]["status"] == "unsupported"
        subject, target = one(name, "sb:subject") or "", one(name, "sb:object") or ""
        joined = f"ASK {{ GRAPH <{expand('gr:edges')}> {{ <{expand(subject)}> ?p <{expand(target)}> }} }}"
        supported = any(
            one(other, "sb:subject") == subject and one(other, "sb:object") == target and other in evidence
            for other in of_class("sb:Assertion")
        )
        assert graph.query(joined) is supported


def test_a_claim_is_not_evidence() -> None:
    """No evidence line refers to the guide: what a document says is a claim, whether it cites or not."""
    assert [line for line in of_class("sb:EvidenceLine") if GUIDE in many(line, "sb:reference")] == []


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_draws_what_its_section_claims(name: str) -> None:
    figure = f"fig:{name}"
    assert one(figure, "sb:guideSection") == FIGURES[name]
    drawn = many(figure, "sb:draws")
    assert drawn
    assert {thing for thing in drawn if thing not in records()} == set()
    claimed = {c for c in of_class("sb:SourceClaim") if one(c, "sb:guideSection") == FIGURES[name]}
    assert {thing for thing in drawn if thing.startswith("clm:")} == claimed
    evidence = {one(line, "sb:evidenceFor") for line in of_class("sb:EvidenceLine")}
    assert {thing for thing in drawn if thing.startswith("asr:")} <= evidence


def test_the_workflow_leads_from_the_drug_to_the_comparison() -> None:
    boxes = of_class("sb:FigureStep")
    assert boxes == [f"fig:workflow-step-{number:02d}" for number in range(1, 10)]
    following = {box: many(box, "sb:precedes") for box in boxes}
    assert all(after > box for box, found in following.items() for after in found)
    assert [box for box, found in following.items() if not found] == [boxes[-1]]
    assert set().union(*following.values()) == set(boxes[1:])
    sources = set().union(*(many(box, "dcterms:source") for box in boxes))
    assert sources <= set(records())
    assert {source for source in sources if source.startswith("prt:")} == {f"prt:{protocol}" for protocol in PARTS}
