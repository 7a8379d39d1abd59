"""What changed between two versions of the data: exactly the conclusions that had to, told in a fixed order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import kg
from kg.api import Graph
from kg.export.release.build import build
from tests.conftest import Run

SCHEMA = json.loads((Path(kg.__file__).parent / "schemas" / "diff.json").read_text(encoding="utf-8"))
PREFIXES = """@prefix asr: <https://w3id.org/serm-bone/assertion/> .
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix evl: <https://w3id.org/serm-bone/evidence/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pub: <https://w3id.org/serm-bone/publication/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rel: <https://w3id.org/serm-bone/relation/> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .
"""
# A drug that nobody has, with one action of its own: what it changes is known to the last row.
DRUG = """
ent:x-drug a owl:NamedIndividual , sb:Drug ;
    rdfs:label "x\\tdrug\\n\\u2028 \\\\n"@en ; sb:drugClass ent:bisphosphonate .
"""
ASSERTION = """
asr:X a owl:NamedIndividual , sb:Assertion ;
    rdfs:label "x drug acts on bone resorption"@en ;
    sb:subject ent:x-drug ; sb:relation rel:inhibits ; sb:object ent:bone-resorption ; sb:inAnatomy ent:bone-tissue .

evl:X a owl:NamedIndividual , sb:EvidenceLine ;
    sb:evidenceFor asr:X ; sb:direction sb:supports ; sb:reference pub:PMID9543133 ;
    sb:inSystem ent:human-clinical ; sb:verification sb:verifiedInAbstract .
"""
DISPUTE = """
evl:X-against a owl:NamedIndividual , sb:EvidenceLine ;
    sb:evidenceFor asr:X ; sb:direction sb:disputes ; sb:reference pub:PMID9427695 ;
    sb:inSystem ent:human-clinical ; sb:verification sb:verifiedInAbstract .
"""
PEOPLE = ("hypogonadal-men", "men-on-adt", "postmenopausal-women", "premenopausal-women")
ENDS = ("bone-formation", "bone-mass", "bone-resorption", "bone-strength")


def laid_over(folder: Path, name: str, *parts: str) -> Graph:
    """The packaged graph with ``parts`` laid over it."""
    path = folder / f"{name}.ttl"
    path.write_text(PREFIXES + "".join(parts), encoding="utf-8")
    return kg.load(data=[path])


@pytest.fixture(scope="module")
def with_action(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The drug, and that it inhibits bone resorption."""
    return laid_over(tmp_path_factory.mktemp("over"), "action", DRUG, ASSERTION)


@pytest.fixture(scope="module")
def release(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged graph, built."""
    folder = tmp_path_factory.mktemp("built") / "release"
    build(graph, folder, checks=False)
    return folder


def told(before: Graph | Path, after: Graph | Path) -> set[tuple[Any, ...]]:
    """The rows of a comparison: kind, key, change, and each part that changed with both values."""
    return {
        (row.kind, row.key, row.change, *((part, row.before[part], row.after[part]) for part in row.changed))
        for row in kg.diff(before, after).rows
    }


def predictions(*ends: str) -> Iterator[str]:
    """The keys of the predictions for the drug on ``ends``."""
    return (f"ent:x-drug ent:{end} ent:population-{who}" for end in ends for who in PEOPLE)


def test_one_version_has_no_difference_to_itself(release: Path, graph: Graph) -> None:
    """Folder against folder and against the graph it was built from: what is written is read back unchanged."""
    for after in (release, graph):
        answer = kg.diff(release, after)
        assert answer.rows == ()
        assert answer.totals.to_dict() == {"changed": 0, "added": 0, "removed": 0, "same": len(graph.conclusions())}
        assert answer.before.data_version == answer.after.data_version == graph.data_version


def test_an_added_assertion_adds_what_follows_from_it(release: Path, with_action: Graph) -> None:
    """Less resorption is more bone and a stronger one; nothing is said of formation, and no other conclusion moves."""
    answer = kg.diff(release, with_action)
    assert {(row.kind, row.key): row.change for row in answer.rows} == {
        ("assertion", "asr:X"): "added",
        ("class", "ent:x-drug"): "added",
        **{("prediction", key): "added" for key in predictions(*ENDS)},
        ("count", "assertions"): "changed",
        ("count", "drugs"): "changed",
        ("count", "entities"): "changed",
    }
    found = {row.key: (row.after.sign, row.after.status) for row in answer.rows if row.kind == "prediction"}
    assert found == {
        **dict.fromkeys(predictions("bone-resorption"), ("-", "answered")),
        **dict.fromkeys(predictions("bone-mass", "bone-strength"), ("+", "answered")),
        **dict.fromkeys(predictions("bone-formation"), ("none", "unknown")),
    }
    assert answer.rows[0].after.to_dict() == {"sign": "-", "status": "supported", "confidence": "low"}


def test_what_is_added_one_way_is_removed_the_other(release: Path, with_action: Graph) -> None:
    forth, back = kg.diff(release, with_action), kg.diff(with_action, release)
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(row.key, swapped[row.change], row.after, row.before) for row in forth.rows} == {
        (row.key, row.change, row.before, row.after) for row in back.rows
    }
    assert {row.after for row in back.rows if row.change == "removed"} == {None}


def test_a_flipped_assertion_flips_the_signs_that_rest_on_it_and_nothing_else(
    with_action: Graph, tmp_path: Path
) -> None:
    flipped = laid_over(tmp_path, "flipped", DRUG, ASSERTION.replace("rel:inhibits", "rel:positively-regulates"))
    rises = (("sign", "-", "+"), ("lean", "-", "+"))
    falls = (("sign", "+", "-"), ("lean", "+", "-"))
    assert told(with_action, flipped) == {
        ("assertion", "asr:X", "changed", ("sign", "-", "+")),
        *(("prediction", key, "changed", *rises) for key in predictions("bone-resorption")),
        *(("prediction", key, "changed", *falls) for key in predictions("bone-mass", "bone-strength")),
    }


def test_disputed_evidence_changes_status_and_confidence_and_no_sign(with_action: Graph, tmp_path: Path) -> None:
    disputed = laid_over(tmp_path, "disputed", DRUG, ASSERTION, DISPUTE)
    assert told(with_action, disputed) == {
        (
            *("assertion", "asr:X", "changed"),
            *(("status", "supported", "contested"), ("confidence", "low", "very-low")),
        )
    }


def rewritten(release: Path, folder: Path, **values: str) -> Path:
    """A copy of the release, true to its manifest, in which the conclusions of ``values`` (key to value) are others;
    without a value they are left out.
    """
    folder.mkdir()
    lines = (release / "conclusions.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines]
    kept = [[*row[:3], values.get(row[1], row[3]), row[4]] for row in cells if values.get(row[1]) != ""]
    content = "".join("\t".join(row) + "\n" for row in kept).encode()
    (folder / "conclusions.tsv").write_bytes(content)
    files = [{"path": "conclusions.tsv", "sha256": sha256(content).hexdigest(), "bytes": len(content), "rows": None}]
    manifest = {"version": "0.0.1", "data_version": "made up", "files": files, "counts": {}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_changed_signs_are_told_first_and_counts_last(release: Path, tmp_path: Path) -> None:
    other = rewritten(
        release,
        tmp_path / "other",
        **{
            "asr:A0001": "sign=; status=supported; confidence=high",
            "asr:A0006": "sign=-; status=supported; confidence=very-low",
            "asr:A0204": "sign=-; status=supported; confidence=very-low",
            "out:O0001": "verdict=discordant",
            "K02": "side_1=asr:A0001; side_2=",
            "asr:A0002": "",
            "studies": "number=1",
        },
    )
    rows = kg.diff(other, release).rows
    assert [(row.key, row.change) for row in rows] == [
        ("asr:A0006", "changed"),
        ("asr:A0204", "changed"),
        ("out:O0001", "changed"),
        ("asr:A0001", "changed"),
        ("K02", "changed"),
        ("asr:A0002", "added"),
        ("studies", "changed"),
    ]
    assert [row.changed[0] for row in rows if row.changed] == [
        *("sign", "status", "verdict", "confidence", "side_1", "number")
    ]


def test_predictions_and_verdicts_are_those_of_explain_and_concordance(graph: Graph) -> None:
    rows = {(row.kind, row.key): row for row in graph.conclusions()}
    assert len(rows) == len(graph.conclusions())
    for drug, end, who in [
        ("toremifene", "bone-mass", "men-on-adt"),
        ("tamoxifen", "bone-mass", "premenopausal-women"),
        ("raloxifene", "bone-resorption", "postmenopausal-women"),
        ("denosumab", "bone-formation", "postmenopausal-women"),
    ]:
        told = graph.explain(
            *(f"https://w3id.org/serm-bone/entity/{name}" for name in (drug, end)),
            population=f"https://w3id.org/serm-bone/entity/population-{who}",
        )
        row = rows["prediction", f"ent:{drug} ent:{end} ent:population-{who}"]
        assert row.value.to_dict() == {
            "sign": told.prediction.sign,
            "lean": told.prediction.lean,
            "status": told.status,
            "grade": told.prediction.grade,
        }
    held = graph.concordance()
    verdicts = Counter(row.value.verdict for row in rows.values() if row.kind == "outcome")
    assert verdicts == {**held.totals.to_dict(), "left out": len(held.excluded)}


def test_people_and_ends_come_from_the_data(graph: Graph) -> None:
    """Every drug, on what end points indicate, in every generic population of people with a milieu of its own."""
    keys = [row.key.split() for row in graph.conclusions() if row.kind == "prediction"]
    assert {key[1] for key in keys} == {f"ent:{end}" for end in ENDS}
    assert {key[2] for key in keys} == {f"ent:population-{who}" for who in PEOPLE}
    assert len(keys) == graph.section("counts")["drugs"] * len(ENDS) * len(PEOPLE)


def test_two_releases_are_compared_without_the_graph(
    run: Run, release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = rewritten(release, tmp_path / "other", **{"asr:A0006": "sign=-; status=supported; confidence=low"})
    monkeypatch.setattr("kg.api.Graph.__init__", unwanted)
    code, out, _ = run("diff", str(release), str(other), "--json")
    answer = json.loads(out)
    jsonschema.Draft202012Validator(SCHEMA).validate(answer)
    assert (code, [row["key"] for row in answer["rows"]]) == (0, ["asr:A0006"])
    assert answer == kg.diff(release, other).to_dict()
    assert run("diff", str(release), str(other), "--json")[1] == out


def unwanted(*_: object) -> None:
    raise AssertionError("the graph was loaded")


def test_now_is_the_graph_with_what_is_laid_over_it(run: Run, release: Path, with_action: Graph) -> None:
    overlay = str(with_action.data[0])
    code, out, _ = run("diff", str(release), "now", "--data", overlay, "--json")
    answer = json.loads(out)
    jsonschema.Draft202012Validator(SCHEMA).validate(answer)
    assert code == 0
    assert answer == kg.diff(release, with_action).to_dict()
    assert answer["after"]["data_version"] == with_action.data_version != answer["before"]["data_version"]


@pytest.mark.parametrize("style", ["table", "tsv", "csv", "md"])
def test_every_style_tells_rows_and_both_versions(run: Run, release: Path, tmp_path: Path, style: str) -> None:
    other = rewritten(release, tmp_path / "other", **{"asr:A0006": "sign=-; status=supported; confidence=low"})
    code, out, told = run("diff", str(release), str(other), "--format", style)
    assert code == 0
    assert "asr:A0006" in out
    assert "data made up" in (out if style == "table" else told)
    assert "1 changed, 0 added, 0 removed" in (out if style == "table" else told)


def no_folder(folder: Path) -> None:
    folder.rename(folder.with_name("away"))


def no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def broken_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("[1, 2]")


def older_release(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "files": []}))


def no_conclusions(folder: Path) -> None:
    (folder / "conclusions.tsv").unlink()


def changed_conclusions(folder: Path) -> None:
    path = folder / "conclusions.tsv"
    path.write_bytes(path.read_bytes().replace(b"sign=+", b"sign=-", 1))


def other_columns(folder: Path) -> None:
    content = b"kind\tkey\nassertion\tasr:A0001\n"
    (folder / "conclusions.tsv").write_bytes(content)
    manifest = (folder / "manifest.json").read_text()
    old = json.loads(manifest)["files"][0]["sha256"]
    (folder / "manifest.json").write_text(manifest.replace(old, sha256(content).hexdigest()))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (no_folder, "is no release"),
        (no_manifest, "is no release"),
        (broken_manifest, "is no release"),
        (older_release, "holds no conclusions.tsv"),
        (no_conclusions, "is damaged"),
        (changed_conclusions, "is damaged"),
        (other_columns, "has other columns"),
    ],
)  # fmt: skip
def test_what_is_no_whole_release_cannot_be_read(
    run: Run, release: Path, tmp_path: Path, damage: Callable[[Path], None], words: str
) -> None:
    folder = rewritten(release, tmp_path / "other")
    assert run("diff", str(folder), str(release))[0] == 0
    damage(folder)
    code, out, told = run("diff", str(release), str(folder))
    assert (code, out) == (3, "")
    assert str(folder) in told
    assert words in told


def test_an_overlay_without_the_graph_of_now_is_wrong_use(run: Run, release: Path, with_action: Graph) -> None:
    code, out, told = run("diff", str(release), str(release), "--data", str(with_action.data[0]))
    assert (code, out) == (2, "")
    assert "neither side is 'now'" in told
    assert run("diff", str(release))[0] == 2


def test_a_label_keeps_its_tabs_and_line_ends_in_a_release(release: Path, with_action: Graph, tmp_path: Path) -> None:
    """What the file escapes comes back as it was, and nothing but its line ends ends a line."""
    build(with_action, tmp_path / "built", checks=False)
    assert kg.diff(tmp_path / "built", with_action).rows == ()
    labels = {row.label for row in kg.diff(tmp_path / "built", release).rows if row.kind == "class"}
    assert labels == {"x\tdrug\n\u2028 \\n"}
