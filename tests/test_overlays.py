"""An overlay laid over the packaged snapshot gives what compiling everything gives: each quad, each section."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.base.atomic_files import folder_aside
from kg.base.namespaces import GR
from kg.rdf import catalogue
from kg.rdf.loader import load_store, read_overlay
from kg.rdf.rules import derive, rules
from kg.snapshot.cache import manifest
from kg.snapshot.compile import compile_snapshot, contents, lay_over
from kg.snapshot.incremental import scope
from kg.snapshot.incremental.scope import Unbounded
from kg.snapshot.incremental.slice import BACKGROUND
from kg.snapshot.lazy_map import encoded
from tests import overlays
from tests.overlays import BOUNDED, UNBOUNDED, Kind, overlay

Laid = Callable[[str], list[str]]
# What says how a drug acts on its receptor, what it becomes and what it recruits is compiled from nothing.
CARRIES = (overlays.receptor_action, overlays.new_coregulator, overlays.metabolism)
# These draw any curated assertion or outcome, so that they may touch such a one.
ANY = (
    overlays.refuting, overlays.supporting, overlays.two_lines, overlays.more_context, overlays.more_milieu,
    overlays.second_object, overlays.line_for_two, overlays.duplicate, overlays.blank_nodes, overlays.new_study,
    overlays.new_arm, overlays.new_outcome, overlays.second_report, overlays.discrepancy,
)  # fmt: skip
SURE = tuple(kind for kind in BOUNDED if kind not in (*CARRIES, *ANY))
READ_BY_RULES = re.compile(r"\b(?:sb|rdfs|rdf|skos):([a-z]\w*)")


@pytest.fixture(scope="session")
def base() -> Path:
    return kg.load().snapshot_folder


@pytest.fixture(scope="session")
def curated() -> list[ox.Quad]:
    return list(load_store())


def quads(store: ox.Store) -> set[str]:
    """Return the quads without those of axioms, whose blank nodes are named anew by every parser."""
    return {str(quad) for quad in store if "_:" not in str(quad) or "graph/ontology>" not in str(quad)}


def difference(folder: Path, file: Path, curated: list[ox.Quad]) -> list[str]:
    """Return what is not equal between a snapshot and the graph that is derived from all sources."""
    whole = ox.Store()
    whole.bulk_extend(curated)
    whole.extend(read_overlay([file]))
    derive(whole)
    made = {name: b"".join(encoded(name, data)) for name, data in contents(whole).items()}
    written = {path.stem: path.read_bytes() for path in folder.glob("*.json")}
    told = [name for name in sorted(made.keys() | written.keys()) if made.get(name) != written.get(name)]
    laid = quads(ox.Store.read_only(str(folder / "store"))) ^ quads(whole)
    return told + sorted(laid)[:5]


@pytest.fixture
def laid(tmp_path: Path, base: Path, curated: list[ox.Quad]) -> Callable[[str], list[str]]:
    def lay(text: str) -> list[str]:
        file, folder = tmp_path / "own.ttl", tmp_path / "snapshot"
        file.write_text(text, encoding="utf-8")
        lay_over(folder, [file], base)
        return difference(folder, file, curated)

    return lay


def test_an_overlay_of_many_kinds_gives_what_all_sources_give(laid: Laid) -> None:
    assert laid(overlay(7, *SURE)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_any_overlay_gives_what_all_sources_give_or_is_left_to_them(seed: int, laid: Laid) -> None:
    often = [kind for kind in BOUNDED if kind not in CARRIES]
    kinds = [often[(seed + step * 7) % len(often)] for step in range(1 + seed % 2)]
    try:
        assert laid(overlay(seed, *kinds)) == []
    except Unbounded:
        assert not set(kinds) <= set(SURE)


@pytest.mark.parametrize("kind", [*UNBOUNDED, *CARRIES], ids=lambda kind: kind.__name__)
def test_what_may_change_anything_is_compiled_from_nothing(kind: Kind, tmp_path: Path, base: Path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(overlay(3, kind), encoding="utf-8")
    with pytest.raises(Unbounded):
        lay_over(tmp_path / "snapshot", [file], base)
    assert not (tmp_path / "snapshot").exists()


def test_the_tables_know_every_predicate_that_a_rule_reads_of_a_record() -> None:
    """A rule that comes to read another one has to say here what this can change."""
    unbounded = {
        "circulatingFormOf", "doseOf", "lowerDose", "upperDose", "narrowerThan", "levelRank", "sign", "directProperty",
        "oppositeRelation", "objectAspect", "nullValue", "subPropertyOf", "allotsAtRandom",
    }  # fmt: skip
    edges = {"increases", "decreases", "causallyAffects", "binds"}
    derived = {
        "status", "supportCount", "disputeCount", "inDoseBand", "supersededBy", "inferenceRule", "premise",
        "agonismPremise", "metabolismPremise", "opposedBy", "acceptedSubjectOf", "preferredReport", "downgradedFor",
        "confidenceStart", "confidence",
    }  # fmt: skip
    declared = {
        quad.subject.value.rpartition("#")[2] for quad in load_store() if str(quad.object).endswith("Property>")
    }
    read = {name for rule in rules() for name in READ_BY_RULES.findall(rule.text)} & (declared | {"subPropertyOf"})
    said = {iri.rpartition("#")[2] for names in scope.SAYS.values() for iri in names}
    assert len(read) > 50
    assert read <= said | unbounded | derived | edges
    assert not (derived | edges) & said


def test_no_curated_quad_stands_in_a_graph_that_rules_write(curated: list[ox.Quad]) -> None:
    targets = {rule.target for rule in rules()}
    assert not [quad for quad in curated if quad.graph_name.value in targets]  # type: ignore[union-attr]
    assert not targets & {graph.value for graph in BACKGROUND}
    assert GR + "edges" in targets


@pytest.mark.slow
def test_a_damaged_base_is_not_built_on(tmp_path: Path, base: Path) -> None:
    broken = tmp_path / "base"
    shutil.copytree(base, broken)
    raw = bytearray((broken / "audit.json").read_bytes())
    raw[len(raw) // 2] ^= 1
    (broken / "audit.json").write_bytes(raw)
    file = tmp_path / "own.ttl"
    file.write_text(overlay(3, overlays.further_name), encoding="utf-8")
    with pytest.raises(ValueError, match=r"section audit of .* is damaged"):
        lay_over(tmp_path / "snapshot", [file], broken)
    compile_snapshot(tmp_path / "snapshot", [file], broken)
    assert (tmp_path / "snapshot" / "audit.json").read_bytes() == (base / "audit.json").read_bytes()


def test_a_catalogued_query_sees_the_overlay(tmp_path: Path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        overlays.HEAD + 'my:d a sb:Drug ; rdfs:label "drug of mine"@en ; sb:drugClass ent:SERM .\n', encoding="utf-8"
    )
    rows = kg.load([file]).ask("drugs")
    assert len(rows) == len(kg.load().ask("drugs")) + 1
    assert "ask-drugs" not in manifest(kg.load([file]).snapshot_folder)["sections"]
    assert "drugs" in catalogue.names()


def test_a_folder_written_aside_leaves_nothing_behind_where_that_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), folder_aside(tmp_path / "target", "aside", "proof"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_appeared_meanwhile_is_kept(tmp_path: Path) -> None:
    with folder_aside(tmp_path / "target", "aside", "proof") as aside:
        (aside / "proof").write_text("later", encoding="utf-8")
        (tmp_path / "target").mkdir()
        (tmp_path / "target" / "proof").write_text("first", encoding="utf-8")
    assert (tmp_path / "target" / "proof").read_text(encoding="utf-8") == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["target"]
