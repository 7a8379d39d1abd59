"""ROBOT opens the exported ontology: its report finds nothing, and its reasoners say of the drugs what we store."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import kg
from kg.answers import drug_classes
from kg.api import Graph
from kg.base.namespaces import BASE, ENT, OWL, RDF_TYPE, RDFS_SUBCLASS, SB
from tests.receivers.java import runtime
from tests.receivers.maven import classpath
from tests.receivers.programs.outside import answers, job, manifest
from tests.receivers.python import interpreter
from tests.receivers.rows import ReceiverRow, told

pytestmark = [pytest.mark.slow, pytest.mark.java]

HOSTILE = Path(__file__).with_name("hostile.ttl")
ROBOT = "org.obolibrary.robot.CommandLineInterface"
LIMIT = 300.0
TERMS, FACTS = "serm-bone-ontology.ttl", "serm-bone-assertions.ttl"
REASONERS = ("ELK", "HermiT")
DEFINED = {
    *("BoneERAgonist", "BoneERAntagonist", "BreastERAntagonist", "UterineERAgonist", "FullERAgonist"),
    *("BoneSelectiveSERM", "PureAntiestrogen"),
}
NASTY = r"""
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ent:nasty a owl:NamedIndividual , sb:Drug ;
    owl:deprecated true ;
    rdfs:label "Raloxif\u00e8ne \"quoted\" \\ back, comma; semi\ttab\nnewline\r\nend"@en ;
    rdfs:comment "first"@en , "second"@en ;
    sb:drugClass ent:SERM ;
    skos:altLabel "<script>alert(1)</script>"@en , "=1+1"@en , "\u202eright to left"@en , "\u0001 control"@en ,
        "\U0001F9B4 bone"@en , " blank at both ends "@en , ""@en , "@id"@en , "_:b0"@en ;
    skos:exactMatch <http://example.org/a%20b?x=1&y=(2)#z> , <urn:x:%22> .
"""
Runs = Callable[..., "subprocess.CompletedProcess[str]"]
Pairs = set[tuple[str, str]]


@pytest.fixture(scope="module")
def robot() -> Runs:
    """ROBOT's command line, within a time limit and without a network."""
    offline = [f"-D{scheme}.proxy{what}" for scheme in ("http", "https") for what in ("Host=127.0.0.1", "Port=9")]
    command: list[str | Path] = [runtime(17), "-Xmx2g", *offline, "-cp", classpath("robot"), ROBOT]

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=LIMIT, check=False)

    return run


@pytest.fixture(scope="module")
def exported(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``ontology`` export of the packaged graph."""
    folder = tmp_path_factory.mktemp("robot") / "ontology"
    graph.export("ontology", str(folder))
    return folder


@pytest.fixture
def worse(exported: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Make a copy of the export with Turtle added to its terms."""

    def make(turtle: str) -> Path:
        for path in exported.iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes())
        with (tmp_path / TERMS).open("a", encoding="utf-8") as file:
            file.write(turtle)
        return tmp_path

    return make


@pytest.fixture(scope="module")
def classified(robot: Runs, exported: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[ox.Triple]]:
    """What each reasoner says of the assertions together with the terms that they import, inferred and asserted."""
    found = {}
    for reasoner in REASONERS:
        out = tmp_path_factory.mktemp("reasoned") / "out.ttl"
        asked = ["reason", "--reasoner", reasoner, "--include-indirect", "true"]
        wanted = ["--axiom-generators", "ClassAssertion SubClass"]
        done = robot(*asked, *wanted, "--input", exported / FACTS, "--output", out)
        assert done.returncode == 0, done.stdout + done.stderr
        found[reasoner] = triples(out)
    return found


def triples(path: Path) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]


def pairs(found: list[ox.Triple], predicate: str) -> Pairs:
    """Return subject and object of every triple of ``predicate`` between two IRIs, OWL's own words left out."""
    return {
        (triple.subject.value, triple.object.value)
        for triple in found
        if triple.predicate.value == predicate
        and isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.NamedNode)
        and not triple.object.value.startswith(OWL)
    }


def inside(member: str) -> str:
    """Return the text of a file of ROBOT's own jar."""
    core = next(jar for jar in classpath("robot").split(os.pathsep) if Path(jar).name.startswith("robot-core-"))
    with zipfile.ZipFile(core) as jar:
        return jar.read(member).decode()


def reported(robot: Runs, ontology: Path, folder: Path) -> set[tuple[str, str, str]]:
    """Return level, rule and subject of what ROBOT reports on our terms by its own profile but for one rule of ours."""
    own = Path(__file__).parent / "robot" / "duplicate_label.rq"
    rules = inside("report_profile.txt")
    assert rules.count("\tduplicate_label\n") == 1
    profile, out = folder / "profile.txt", folder / "report.tsv"
    profile.write_text(rules.replace("\tduplicate_label\n", f"\t{own.as_uri()}\n"), encoding="utf-8")
    done = robot("report", "--input", ontology, "--base-iri", BASE, "--profile", profile, "--output", out)
    assert "Violations:" in done.stdout or "No violations" in done.stdout, done.stdout + done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        return {(row["Level"], row["Rule Name"], row["Subject"]) for row in csv.DictReader(file, delimiter="\t")}


def test_the_report_on_our_terms_has_no_error_and_no_warning(robot: Runs, exported: Path, tmp_path: Path) -> None:
    """What is left is told for information: the five kinds of thing that stand on top of the hierarchy."""
    roots = ("CodeValue", "ContextValue", "DomainEntity", "InformationRecord", "Relation")
    assert reported(robot, exported / TERMS, tmp_path) == {("INFO", "missing_superclass", SB + name) for name in roots}


def test_the_rule_of_ours_is_robots_with_two_conditions_more() -> None:
    def lines(text: str) -> list[str]:
        return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]

    ours = (Path(__file__).parent / "robot" / "duplicate_label.rq").read_text(encoding="utf-8")
    more = [line for line in lines(ours) if "sb:" in line]
    assert len(more) == 3
    assert [line for line in lines(ours) if line not in more] == lines(inside("report_queries/duplicate_label.rq"))


def test_the_report_finds_what_is_planted(robot: Runs, worse: Callable[[str], Path], tmp_path: Path) -> None:
    """A drug with the name of another, an endpoint with the name of something it does not measure, a bare class."""
    folder = worse(
        f'<{ENT}other> a <{SB}Drug> ; <http://www.w3.org/2000/01/rdf-schema#label> "toremifene"@en .\n'
        f'<{ENT}endpoint> a <{SB}Endpoint> ; <http://www.w3.org/2000/01/rdf-schema#label> "osteoblast"@en .\n'
        f"<{SB}Bare> a <{OWL}Class> ; <{RDFS_SUBCLASS}> <{SB}Drug> .\n"
    )
    found = {row for row in reported(robot, folder / TERMS, tmp_path) if row[0] != "INFO"}
    twice = ("toremifene", "other", "osteoblast", "endpoint")
    assert found == {("ERROR", "duplicate_label", ENT + name) for name in twice} | {
        ("ERROR", "missing_label", SB + "Bare"),
        ("WARN", "missing_definition", SB + "Bare"),
    }


@pytest.mark.parametrize("name", [TERMS, FACTS])
def test_robot_writes_back_what_it_read(robot: Runs, awkward: Path, tmp_path: Path, name: str) -> None:
    """Every statement between names comes back, with digits, language tags and awkward strings, and every axiom; what
    is added says of a thing that it is an individual.
    """
    done = robot("convert", "--input", awkward / "ontology" / name, "--format", "ttl", "--output", tmp_path / "back")
    assert done.returncode == 0, done.stdout + done.stderr
    before, after = (triples(path) for path in (awkward / "ontology" / name, tmp_path / "back"))
    added = named(after) - named(before)
    assert named(before) - named(after) == set()
    assert {triple.split("> ", 1)[1] for triple in added} == {f"<{RDF_TYPE}> <{OWL}NamedIndividual>"}
    assert len(after) - len(named(after)) == len(before) - len(named(before))


def named(found: list[ox.Triple]) -> set[str]:
    """The triples without blank nodes, as text."""
    ends = ((triple, (triple.subject, triple.object)) for triple in found)
    return {str(triple) for triple, pair in ends if not any(isinstance(end, ox.BlankNode) for end in pair)}


@pytest.mark.parametrize("name", [TERMS, FACTS])
def test_the_export_is_owl_2_dl(robot: Runs, exported: Path, tmp_path: Path, name: str) -> None:
    """The assertions are judged with the terms that they import; the catalog finds these without a network."""
    done = robot(
        "validate-profile", "--profile", "DL", "--input", exported / name, "--output", tmp_path / "profile.txt"
    )
    told = (tmp_path / "profile.txt").read_text(encoding="utf-8")
    assert (done.returncode, told.splitlines()[0]) == (
        0,
        "OWL 2 DL Profile Report: [Ontology and imports closure in profile]",
    )


def test_the_merged_graph_is_owl_2_dl(robot: Runs, graph: Graph, tmp_path: Path) -> None:
    """The whole graph opens as one ontology too."""
    graph.export("turtle", str(tmp_path / "turtle"))
    whole = tmp_path / "turtle" / "serm-bone.ttl"
    done = robot("validate-profile", "--profile", "DL", "--input", whole, "--output", tmp_path / "profile.txt")
    assert done.returncode == 0, (tmp_path / "profile.txt").read_text(encoding="utf-8")[:2000]


def test_what_keeps_the_export_out_of_owl_2_el(robot: Runs, exported: Path, tmp_path: Path) -> None:
    """Truth values, one symmetric property, and the range at the end of one chain: nothing that defines a class."""
    out = tmp_path / "profile.txt"
    assert robot("validate-profile", "--profile", "EL", "--input", exported / FACTS, "--output", out).returncode == 1
    told = [line for line in out.read_text(encoding="utf-8").splitlines()[1:] if line]
    truth = [line for line in told if re.match(r"Use of data range not in profile: \S*boolean ", line)]
    rest = [re.findall(r"^(.*?) (?:\[|for ).*?#(\w+)", line) for line in told if line not in truth]
    assert len(truth) > 10
    assert sorted(rest) == [
        [("Axiom type not allowed in profile", "sharesCohortWith")],
        [("Last property in chain not in imposed data range", "withinAnatomy")],
    ]


def test_an_undeclared_property_is_not_owl_2_dl(robot: Runs, worse: Callable[[str], Path], tmp_path: Path) -> None:
    folder = worse(f'<{ENT}toremifene> <{SB}undeclared> "x" .\n')
    done = robot("validate-profile", "--profile", "DL", "--input", folder / TERMS, "--output", tmp_path / "profile.txt")
    assert done.returncode == 1
    told = (tmp_path / "profile.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in told if "undeclared" in line and SB in line] == [line for line in told[1:] if line]


@pytest.mark.parametrize("reasoner", REASONERS)
def test_a_reasoner_gives_the_classes_that_are_stored(
    graph: Graph, exported: Path, classified: dict[str, list[ox.Triple]], reasoner: str
) -> None:
    """Drug by drug the same set, ELK as well as HermiT, and none of it stands in the files they were given."""
    defined = {SB + name for name in DEFINED}

    def of_drugs(found: list[ox.Triple]) -> Pairs:
        return {pair for pair in pairs(found, RDF_TYPE) if pair[1] in defined}

    stored = {(row.drug.iri, SB + name) for row in drug_classes.classes(graph) for name in row.classes}
    assert {name for _, name in stored} == defined
    assert of_drugs(triples(exported / TERMS)) | of_drugs(triples(exported / FACTS)) == set()
    assert of_drugs(classified[reasoner]) == stored


def test_elk_gives_every_type_but_those_that_follow_from_a_range(
    exported: Path, classified: dict[str, list[ox.Triple]]
) -> None:
    """ELK reads no range of a property: it does not say that what an assertion is opposed in is a controversy, nor that
    what a dose rests on is a publication. Everything else that HermiT infers of anything, ELK infers too.
    """
    given = triples(exported / TERMS) + triples(exported / FACTS)
    controversies = {value for _, value in pairs(given, SB + "inControversy")}
    publications = {value for _, value in pairs(given, SB + "reference")}
    assert (len(controversies), len(publications)) > (20, 3)
    by_range = {(thing, SB + "Controversy") for thing in controversies}
    by_range |= {(thing, SB + "Publication") for thing in publications}
    by_range |= {(thing, SB + "InformationRecord") for thing in controversies | publications}
    elk, hermit = (pairs(classified[reasoner], RDF_TYPE) for reasoner in REASONERS)
    assert hermit - elk == by_range
    assert elk - hermit == set()


@pytest.mark.parametrize("reasoner", REASONERS)
def test_a_reasoner_puts_the_defined_classes_under_one_another(
    exported: Path, classified: dict[str, list[ox.Triple]], reasoner: str
) -> None:
    written = pairs(triples(exported / TERMS), RDFS_SUBCLASS)
    assert pairs(classified[reasoner], RDFS_SUBCLASS) - written == {
        (SB + "BoneSelectiveSERM", SB + "BoneERAgonist"),
        (SB + "BoneSelectiveSERM", SB + "BreastERAntagonist"),
        (SB + "PureAntiestrogen", SB + "BreastERAntagonist"),
    }


@pytest.mark.parametrize("reasoner", REASONERS)
def test_a_class_that_can_have_no_member_is_found(
    robot: Runs, worse: Callable[[str], Path], tmp_path: Path, reasoner: str
) -> None:
    folder = worse(f"<{SB}DrugCell> a <{OWL}Class> ; <{RDFS_SUBCLASS}> <{SB}Drug> , <{SB}CellType> .\n")
    done = robot("reason", "--reasoner", reasoner, "--input", folder / FACTS, "--output", tmp_path / "out.ttl")
    told = [line.split("unsatisfiable: ")[1] for line in done.stdout.splitlines() if "unsatisfiable: " in line]
    assert (done.returncode, told) == (1, [SB + "DrugCell"])


@pytest.mark.parametrize("reasoner", REASONERS)
def test_a_drug_that_is_filed_as_a_cell_is_found(
    robot: Runs, worse: Callable[[str], Path], tmp_path: Path, reasoner: str
) -> None:
    folder = worse(f"<{ENT}toremifene> a <{SB}CellType> .\n")
    done = robot("reason", "--reasoner", reasoner, "--input", folder / FACTS, "--output", tmp_path / "out.ttl")
    assert done.returncode == 1
    assert "The ontology is inconsistent" in done.stdout


def unordered(value: Any) -> Any:
    """Sort every list of a JSON value that means a set: all of an OBO graph but the chain of properties.

    A text without a letter is left out, as ROBOT does.
    """
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if item != ""}
        return {key: item if key == "chainPredicateIds" else unordered(item) for key, item in kept.items()}
    if isinstance(value, list):
        return sorted(map(unordered, value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both exports of the packaged graph with awkward strings laid over it."""
    folder = tmp_path_factory.mktemp("awkward")
    (folder / "nasty.ttl").write_text(NASTY, encoding="utf-8")
    graph = kg.load(data=[HOSTILE, folder / "nasty.ttl"])
    for name in ("ontology", "obograph"):
        graph.export(name, str(folder / name))
    return folder


@pytest.fixture(scope="module")
def obographs(robot: Runs, awkward: Path) -> dict[str, Any]:
    """The OBO graph of our export as it is and without an order, and that of ROBOT from the same terms; awkward ones
    are among them.
    """
    folder = awkward
    done = robot("convert", "--input", folder / "ontology" / TERMS, "--format", "json", "--output", folder / "theirs")
    assert done.returncode == 0, done.stdout + done.stderr
    file = folder / "obograph" / "serm-bone-ontology.json"
    ours, theirs = (json.loads(path.read_text(encoding="utf-8"))["graphs"] for path in (file, folder / "theirs"))
    assert (len(ours), len(theirs)) == (1, 1)
    return {
        "folder": folder,
        "file": file,
        "written": ours[0],
        "ours": unordered(ours[0]),
        "theirs": unordered(theirs[0]),
    }


@pytest.mark.parametrize("part", ["id", "meta", "nodes", "edges", "domainRangeAxioms", "propertyChainAxioms"])
def test_the_obo_graph_is_that_of_robot(obographs: dict[str, Any], part: str) -> None:
    """Nodes with labels, definitions, synonyms, cross-references and annotations, edges and axioms: all are equal."""
    assert obographs["ours"].keys() == obographs["theirs"].keys()
    assert obographs["ours"][part] == obographs["theirs"][part]


def test_the_table_of_receivers_says_what_robot_holds(
    robot: Runs, obographs: dict[str, Any], hold: Callable[[ReceiverRow], None]
) -> None:
    version = robot("--version").stdout.split()[-1]
    hold(row("ontology", "ROBOT", version, obographs["theirs"], obographs["folder"]))


def test_robot_counts_what_the_readme_says(robot: Runs, exported: Path, tmp_path: Path) -> None:
    """Each question of the README, in a file of its own, asked of the file that the README names."""
    told = job(exported)["questions"]
    asked = []
    for name, text in told.items():
        (tmp_path / f"{name}.rq").write_text(text, encoding="utf-8")
        asked += ["--query", tmp_path / f"{name}.rq", tmp_path / f"{name}.csv"]
    done = robot("query", "--input", exported / TERMS, *asked)
    assert done.returncode == 0, done.stdout + done.stderr
    found = {name: int((tmp_path / f"{name}.csv").read_text(encoding="utf-8").split()[1]) for name in told}
    assert found == manifest(exported)["questions"]


def row(format: str, receiver: str, version: str, found: dict[str, Any], folder: Path) -> ReceiverRow:
    """Return what the table of receivers says: texts are labels, definitions, comments, synonyms, cross-references and
    annotations. Terms have no sign; of the assertions the receiver is asked in other tests.
    """
    declared = json.loads((folder / format / "manifest.json").read_text(encoding="utf-8"))["losses"]
    metas = [node.get("meta", {}) for node in found["nodes"]]
    lists = [value for meta in metas for value in meta.values() if isinstance(value, list)]
    return ReceiverRow(
        format=format,
        view="terms",
        receiver=receiver,
        version=version,
        nodes=len(found["nodes"]),
        edges=len(found["edges"]),
        signs=0,
        pmids=0,
        strings=len(metas) + sum("definition" in meta for meta in metas) + sum(map(len, lists)),
        losses=told(declared),
    )


def test_a_definition_that_the_format_cannot_say_is_left_out(obographs: dict[str, Any]) -> None:
    """ROBOT drops the restriction and keeps the rest, which then says that every drug is an agonist in bone."""

    def definitions(name: str) -> dict[str, Any]:
        return {axiom["definedClassId"]: axiom for axiom in obographs[name]["logicalDefinitionAxioms"]}

    ours, theirs = definitions("ours"), definitions("theirs")
    assert set(ours) == {SB + "ERAgonism", SB + "ERAntagonism"}
    assert ours == {name: theirs[name] for name in ours}
    dropped = {name: axiom.get("restrictions", []) for name, axiom in theirs.items() if name not in ours}
    in_tissue = ("BoneERAgonist", "BoneERAntagonist", "BreastERAntagonist", "UterineERAgonist")
    assert dropped == {SB + name: [] for name in in_tissue}


def test_an_awkward_term_is_whole(obographs: dict[str, Any]) -> None:
    node = next(node for node in obographs["written"]["nodes"] if node["id"] == ENT + "nasty")
    assert node["lbl"] == 'Raloxif\u00e8ne "quoted" \\ back, comma; semi\ttab\nnewline\r\nend'
    assert node["meta"]["deprecated"] is True
    assert node["meta"]["comments"] == ["first", "second"]
    assert {name["val"] for name in node["meta"]["synonyms"]} == {
        *("<script>alert(1)</script>", "=1+1", "\u202eright to left", "\u0001 control"),
        *("\U0001f9b4 bone", " blank at both ends ", "", "@id", "_:b0"),
    }
    assert [xref["val"] for xref in node["meta"]["xrefs"]] == ["http://example.org/a%20b?x=1&y=(2)#z", "urn:x:%22"]


def test_the_package_obographs_reads_it(obographs: dict[str, Any], hold: Callable[[ReceiverRow], None]) -> None:
    """The Python reader finds the same nodes, labels, definitions, synonyms, cross-references and edges."""
    read = Path(__file__).parent / "robot" / "read_obograph.py"
    done = subprocess.run(
        [interpreter("obographs"), read, obographs["file"]], capture_output=True, text=True, timeout=LIMIT, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    ours = obographs["written"]
    assert found["nodes"] == {
        node["id"]: [
            node["lbl"],
            node.get("meta", {}).get("definition", {}).get("val"),
            sorted(name["val"] for name in node.get("meta", {}).get("synonyms", ())),
            sorted(xref["val"] for xref in node.get("meta", {}).get("xrefs", ())),
        ]
        for node in ours["nodes"]
    }
    assert found["edges"] == sorted([edge["sub"], edge["pred"], edge["obj"]] for edge in ours["edges"])
    home = obographs["folder"] / "obograph"
    assert answers(interpreter("obographs"), home) == manifest(home)["questions"]
    hold(row("obograph", "obographs", found["version"], ours, obographs["folder"]))
