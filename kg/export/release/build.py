"""``kg build``: check the graph, then write the release whole or not at all."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.answers.conclusions import conclusions
from kg.base.atomic_files import new_folder
from kg.base.text_table import rows as written
from kg.errors import LimitReached
from kg.export import FORMATS
from kg.export.format import Request
from kg.export.manifest import manifest_of, with_readme

if TYPE_CHECKING:
    from kg.check import Report
    from kg.session import KnowledgeGraph

RELEASED = ("nquads", "trig", "turtle", "jsonld", "sssom")
FOLDERS = ("neo4j", "csv", "kgx", "ontology", "obograph")
_MARK = "manifest.json"
_CONCLUSIONS = "conclusions.tsv"


def build(graph: KnowledgeGraph, target: Path, *, checks: bool = True) -> tuple[Report | None, dict[str, Any]]:
    """Write the release to ``target``: RDF, a folder each for property graph, tables, Biolink and ontology, the store,
    the conclusions and a manifest; return the check report and the manifest.

    An unsound graph is not written: the manifest is then empty. ``checks=False`` skips the checks and gives None for
    the report. Raises ``LimitReached`` where ``target`` is not a folder of an earlier build, or cannot be written.
    """
    from kg.check import check

    graph.reviewed("released")
    report = check(graph.data) if checks else None
    if report is not None and not report.sound:
        return report, {}
    if target.exists() and not (target / _MARK).exists() and (not target.is_dir() or any(target.iterdir())):
        raise LimitReached(f"{target} exists and is not an earlier build; name another folder or remove it")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = new_folder(target.parent, "building")
    try:
        with Request(graph) as request:
            for name in RELEASED:
                FORMATS[name].writer(request, aside)
            for name in FOLDERS:
                (aside / name).mkdir()
                with_readme(request, FORMATS[name], aside / name)
        shutil.copytree(graph.snapshot_folder / "store", aside / "store")
        concluded = conclusions(graph)
        (aside / _CONCLUSIONS).write_bytes(written(concluded, "tsv").encode())
        manifest = manifest_of(
            aside,
            version=version("serm-bone-kg"),
            data_version=graph.data_version,
            counts=graph.section("counts"),
            rows={_CONCLUSIONS: len(concluded)},
        )
        if target.exists():
            shutil.rmtree(target)
        aside.chmod(0o755)
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return report, manifest
