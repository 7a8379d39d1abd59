"""The command line: the same answers as Python, published schemas, exit codes, clear errors, nothing half-written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import kg
from kg.api import Graph
from kg.cli.parser import VERBS
from tests.conftest import Run

SCHEMAS = Path(kg.__file__).parent / "schemas"
ANSWERS = {
    "explain": ["explain", "toremifene", "lumbar spine BMD", "--population", "men on ADT"],
    "concordance": ["concordance"],
    "robust": ["robust", "toremifene", "lumbar spine BMD", "--population", "men on ADT"],
    "outcomes": ["outcomes", "--pooled"],
    "evidence": ["evidence", "D09"],
    "conflicts": ["conflicts"],
    "compare": ["compare", "toremifene", "raloxifene", "denosumab", "--in", "bone,endometrium"],
    "gaps": ["gaps"],
    "audit": ["audit"],
    "protocol": ["protocol", "DXA protocol"],
    "show": ["show", "toremifene"],
    "find": ["find", "bone"],
    "ask": ["ask", "targets-of-drug", "drug=raloxifene"],
    "reason": ["reason"],
    "check": ["check"],
    "diff": ["diff", "now", "now"],
}


def schema(verb: str) -> dict[str, Any]:
    """Return the published schema of a verb."""
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{verb}.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("verb", ANSWERS)
def test_an_answer_fits_its_published_schema(run: Run, verb: str) -> None:
    code, out, _ = run(*ANSWERS[verb], "--json")
    assert code == 0
    jsonschema.Draft202012Validator(schema(verb)).validate(json.loads(out))


def test_every_schema_has_an_answer_that_was_held_against_it() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(ANSWERS) | {"build"}


@pytest.mark.parametrize("verb", sorted(path.stem for path in SCHEMAS.glob("*.json")))
def test_schemas_are_schemas(run: Run, verb: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(verb))
    code, out, _ = run("schema", verb)
    assert (code, json.loads(out)) == (0, schema(verb))


def test_python_and_the_command_line_give_the_same_answer(run: Run, graph: Graph) -> None:
    _, out, _ = run("explain", "tamoxifen", "bone resorption", "--population", "PMO", "--json")
    assert json.loads(out) == json.loads(
        json.dumps(graph.explain("tamoxifen", "bone resorption", population="PMO").to_dict())
    )


def test_the_same_question_gives_the_same_bytes(run: Run) -> None:
    question = ("explain", "raloxifene", "bone mineral density", "--in", "bone", "--json")
    assert run(*question)[1] == run(*question)[1]


@pytest.mark.parametrize("style", ["table", "tsv", "csv", "md"])
@pytest.mark.parametrize(
    "verb",
    ["explain", "outcomes", "evidence", "conflicts", "compare", "gaps", "audit", "protocol", "show", "find", "reason"],
)
def test_every_answer_can_be_had_in_every_style(run: Run, verb: str, style: str) -> None:
    code, out, _ = run(*ANSWERS[verb], "--format", style)
    assert code == 0
    assert len(out.splitlines()) > 1


def test_the_twelve_month_numbers_come_back_digit_for_digit(run: Run) -> None:
    """Men on ADT, 12 months: arm, placebo and difference at three sites, as the abstract prints them."""
    _, out, _ = run("outcomes", "--study", "NCT00129142", "--endpoint", "BMD", "--json")
    rows = [row for row in json.loads(out) if row["timepoint_months"] == "12" and row["value"] is not None]
    seen = {
        (row["endpoint"]["label"], row["statistic"], (row["arm"] or {}).get("placebo")): (row["value"], row["p"])
        for row in rows
    }
    change, difference = "mean-percent-change-from-baseline", "difference-in-percent-change"
    assert seen == {
        ("lumbar spine BMD", change, False): ("1.6", None),
        ("lumbar spine BMD", change, True): ("-0.7", None),
        ("lumbar spine BMD", difference, False): ("2.3", "0.001"),
        ("total hip BMD", change, False): ("0.7", None),
        ("total hip BMD", change, True): ("-1.3", None),
        ("total hip BMD", difference, False): ("2.0", "0.001"),
        ("femoral neck BMD", change, False): ("0.2", None),
        ("femoral neck BMD", change, True): ("-1.3", None),
        ("femoral neck BMD", difference, False): ("1.5", "0.009"),
    }
    assert {row["analysed_n"] for row in rows} == {197}


def test_the_fracture_result_keeps_the_interval_that_includes_no_effect(run: Run) -> None:
    _, out, _ = run("outcomes", "--study", "NCT00129142", "--statistic", "relative-risk-reduction", "--json")
    row = next(row for row in json.loads(out) if row["value"] == "50")
    assert (row["ci_low"], row["ci_high"], row["p"], row["p_operator"], row["unit"]) == (
        "-1.5",
        "75.0",
        "0.05",
        "=",
        "%",
    )


def test_a_guide_only_figure_stands_under_reports_and_not_as_a_value(run: Run) -> None:
    _, out, _ = run("outcomes", "--drug", "toremifene", "--statistic", "unresolved", "--json")
    rows = [row for row in json.loads(out) if row["registry"] == "NCT00129142"]
    assert {row["value"] for row in rows} == {None}
    assert sorted(row["reports"][0]["verbatim"] for row in rows) == ["+1.9%", "+1.9%", "+2.3%"]


def test_an_open_span_of_months_has_one_end(run: Run) -> None:
    """Fractures over a follow-up that has a beginning and no stated end."""
    _, out, _ = run("outcomes", "--study", "DBCG-77", "--format", "tsv")
    rows = [dict(zip(out.splitlines()[0].split("\t"), line.split("\t"), strict=True)) for line in out.splitlines()[1:]]
    assert {row["months"] for row in rows if row["id"] == "out:O0211"} == {"from 12"}
    assert "None" not in {word for row in rows for word in row["months"].split("-")}


def test_placebo_can_be_asked_for(run: Run) -> None:
    _, out, _ = run(
        "outcomes", "--drug", "placebo", "--study", "NCT00129142", "--endpoint", "lumbar spine BMD", "--json"
    )
    assert "-0.7" in {row["value"] for row in json.loads(out)}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["explian"], 2, "nearest: explain"),
        (["explain", "toremifene"], 2, "TARGET"),
        (["explain", "toremifene", "BMD", "--colour"], 2, "--colour"),
        (["explain", "toremifene", "BMD", "--max-steps", "0"], 2, "1 to 12"),
        (["explain", "toremifene", "BMD", "--max-steps", "many"], 2, "invalid int"),
        (["explain", "toremifene", "BMD", "--without", "nobody"], 2, "no study, publication, assertion or thing"),
        (["explain", "toremifene", "BMD", "--population", "ADT", "--milieu", "estrogen-replete"], 2, "leave one"),
        (["robust", "toremifene", "Fareston"], 2, "two different things"),
        (["concordance", "--population", "ADT", "--milieu", "estrogen-replete"], 2, "leave one"),
        (["concordance", "--drug", "aspirin-like"], 2, "no drug is called"),
        (["show", "toremifen"], 2, "nearest: toremifene"),
        (["compare", "toremifene", "raloxifene"], 2, "--in"),
        (["compare", "toremifene", "Fareston", "--in", "bone"], 2, "are the same drug"),
        (["compare", "toremifene", "--in", "bone,bone"], 2, "are the same tissue"),
        (["compare", "toremifene", "--in", "bone,"], 2, "has no name"),
        (["compare", "toremifene", "--in", "mars"], 2, "no tissue is called 'mars'"),
        (["compare", "RANKL", "--in", "bone"], 2, "no drug is called 'RANKL'"),
        (["compare", "toremifene", "--in", "bone", "--max-steps", "0"], 2, "1 to 12"),
        (["compare", "toremifene", "--in", "bone", "--population", "ADT", "--milieu", "intact"], 2, "leave one"),
        (["evidence", "toremifene"], 2, "name a second thing"),
        (["evidence", "out:O9999"], 2, "no assertion, outcome, report"),
        (["evidence", "toremifene", "uterus"], 2, "no assertion and no outcome"),
        (["outcomes", "--statistic", "mean"], 2, "there are"),
        (["ask", "targets-of-drugs"], 2, "nearest: targets-of-drug"),
        (["ask", "targets-of-drug", "drug"], 2, "name=value"),
        (["ask", "targets-of-drug", "colour=red"], 2, "no parameter"),
        (["query", "no-such-file.rq"], 3, "cannot be read"),
        (["check", "no-such-folder"], 3, "does not exist"),
        (["export", "excel", "-o", "out"], 2, "no format"),
        (["export", "nquads"], 2, "say where to"),
        (["figure", "pie"], 2, "no figure"),
        (["figure", "mechanism"], 2, "needs a drug"),
        (["figure", "workflow", "--pool"], 2, "takes no --pool"),
        (["figure", "mechanism", "toremifene", "--to", "nowhere"], 2, "nowhere"),
        (["figure", "--verify", "no-such-file.svg"], 3, "cannot be read"),
        (["schema", "nothing"], 2, "no schema"),
        (["reason", "--why", "toremifene", "Nonsense"], 2, "no class"),
        (["cite", "--style", "apa"], 2, "bibtex, ris, csl"),
    ],
)  # fmt: skip
def test_wrong_use_ends_in_what_to_do(run: Run, arguments: list[str], code: int, words: str) -> None:
    found, out, told = run(*arguments)
    assert (found, out) == (code, "")
    assert words in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is blank"),
        ("@prefix sb: <https://w3id.org/serm-bone/ontology#> .\nsb:x sb:y .\n", "mine.ttl:2"),
        ("ent:x a ent:y .\n", "mine.ttl"),
        ("<http://x> <http://y> \"\xff\" .\n".encode("latin-1"), "mine.ttl"),
    ],
)  # fmt: skip
def test_an_overlay_that_cannot_be_read_says_where(run: Run, tmp_path: Path, text: str | bytes, words: str) -> None:
    path = tmp_path / "mine.ttl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    code, out, told = run("show", "toremifene", "--data", str(path))
    assert (code, out) == (3, "")
    assert words in told


@pytest.mark.parametrize(
    ("relation", "words"),
    [("sb:relation rel:improves", "no relation that the graph knows"), ("sb:locator 'x'", "no relation")],
)
def test_an_assertion_without_a_sign_to_give_is_refused(run: Run, tmp_path: Path, relation: str, words: str) -> None:
    """Laid over the graph it would answer with a sign that nobody gave; ``kg check`` names the line."""
    path = tmp_path / "mine.ttl"
    said = OVERLAY.split("\n\n")[0]
    path.write_text(
        f"{said}\nasr:mine a sb:Assertion ; sb:subject ent:toremifene ; sb:object ent:SOST ; {relation} .\n"
    )
    code, out, told = run("explain", "toremifene", "sclerostin", "--data", str(path))
    assert (code, out) == (3, "")
    assert words in told
    assert "asr:mine" in told


def test_an_empty_folder_is_no_overlay(run: Run, tmp_path: Path) -> None:
    code, _, told = run("show", "toremifene", "--data", str(tmp_path))
    assert code == 3
    assert "holds no .ttl file" in told


OVERLAY = """@prefix asr: <https://w3id.org/serm-bone/assertion/> .
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix evl: <https://w3id.org/serm-bone/evidence/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pub: <https://w3id.org/serm-bone/publication/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rel: <https://w3id.org/serm-bone/relation/> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .

asr:MINE
    a owl:NamedIndividual , sb:Assertion ;
    rdfs:label "toremifene lowers RANKL in bone (my own data)"@en ;
    sb:subject ent:toremifene ;
    sb:relation rel:decreases-expression-of ;
    sb:object ent:TNFSF11 ;
    sb:inAnatomy ent:bone-tissue .

evl:MINE
    a owl:NamedIndividual , sb:EvidenceLine ;
    sb:evidenceFor asr:MINE ;
    sb:direction sb:supports ;
    sb:reference pub:PMID9543133 ;
    sb:inSystem ent:human-cells ;
    sb:verification sb:verifiedInFullText .
"""


def test_an_overlay_joins_the_graph_for_one_call_and_is_marked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(OVERLAY)
    code, out, _ = run("show", "asr:MINE", "--data", str(path), "--json")
    card = json.loads(out)
    assert (code, card["assertion"]["overlay"], card["assertion"]["status"]) == (0, "mine.ttl", "supported")
    assert run("show", "asr:MINE")[0] == 2


def test_a_sound_overlay_passes_and_a_faulty_one_is_told_with_its_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(OVERLAY)
    code, out, _ = run("check", str(path))
    assert code == 0, out
    path.write_text(OVERLAY.replace("pub:PMID9543133", "pub:PMID1"))
    code, out, _ = run("check", str(path))
    assert code == 1
    assert (
        "mine.ttl:18: violation: evl:MINE: An evidence line has exactly one reference, and it is in the bibliography."
        in out
    )
    code, out, _ = run("check", str(path), "--json")
    jsonschema.Draft202012Validator(schema("check")).validate(json.loads(out))
    assert (code, json.loads(out)["sound"]) == (1, False)


@pytest.mark.parametrize("style", ["sarif", "junit", "shacl"])
def test_a_check_can_be_read_by_machines(run: Run, style: str) -> None:
    code, out, _ = run("check", "--format", style)
    assert code == 0
    if style == "sarif":
        assert json.loads(out)["version"] == "2.1.0"
    elif style == "junit":
        from xml.etree import ElementTree

        assert ElementTree.fromstring(out.encode()).attrib["failures"] == "0"
    else:
        import rdflib

        report = rdflib.Graph().parse(data=out, format="turtle")
        sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
        assert len(set(report.subjects(rdflib.RDF.type, sh.ValidationReport))) == 1


@pytest.mark.slow
def test_build_writes_a_release_that_fits_its_manifest(run: Run, tmp_path: Path) -> None:
    from hashlib import sha256

    target = tmp_path / "release"
    code, out, _ = run("build", "-o", str(target), "--json", "--no-checks")
    manifest = json.loads(out)
    assert code == 0
    jsonschema.Draft202012Validator(schema("build")).validate(manifest)
    for entry in manifest["files"]:
        assert sha256((target / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert run("build", "-o", str(target), "--no-checks")[0] == 0


def test_build_leaves_a_foreign_folder_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    code, _, told = run("build", "-o", str(tmp_path), "--no-checks")
    assert code == 4
    assert "no earlier build" in told
    assert "thesis.txt" in told
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("style", ["bibtex", "ris", "csl"])
def test_works_can_be_cited(run: Run, style: str) -> None:
    code, out, _ = run("cite", "PMID:9543133", "--style", style)
    assert code == 0
    assert "9543133" in out
    assert run("cite", "--style", style)[0] == 0


def test_help_lists_every_verb(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert all(f"  {verb.name} " in out for verb in VERBS)


def test_no_arguments_tell_what_is_inside(run: Run) -> None:
    code, out, _ = run()
    assert code == 0
    assert "27 controversies" in out


def test_version_names_code_and_data(run: Run, graph: Graph) -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert graph.data_version in out


def test_a_damaged_snapshot_is_made_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SERM_BONE_CACHE", str(tmp_path))
    first = kg.load()
    section = first.snapshot_folder / "levels.json"
    good = section.read_bytes()
    section.write_bytes(good[:-5])
    assert kg.load().section("levels") == json.loads(good)
    assert (first.snapshot_folder / "levels.json").read_bytes() == good
