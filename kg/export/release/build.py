"""``kg build``: check the graph, then write the release whole or not at all."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.answers.conclusions import conclusions
from kg.base.atomic_files import new_folder, put_in_place
from kg.base.text_table import rows as written
from kg.errors import LimitReached
from kg.export import FORMATS
from kg.export.format import Request
from kg.export.manifest import manifest_of, refuse_foreign, with_readme

if TYPE_CHECKING:
    from kg.check import Report
    from kg.session import KnowledgeGraph

RELEASED = ("nquads", "trig", "turtle", "jsonld", "sssom")
FOLDERS = ("neo4j", "csv", "kgx", "ontology", "obograph")
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
    refuse_foreign(target, "build")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = new_folder(target.parent, "building")
    made = aside / "new"
    try:
        made.mkdir()
        manifest = _write(graph, made)
        put_in_place(made, target)
    except OSError as error:
        raise LimitReached(
            f"{target} cannot be written ({error.strerror}); check the space and the permissions"
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return report, manifest


def _write(graph: KnowledgeGraph, made: Path) -> dict[str, Any]:
    with Request(graph) as request:
        for name in RELEASED:
            FORMATS[name].writer(request, made)
        for name in FOLDERS:
            (made / name).mkdir()
            with_readme(request, FORMATS[name], made / name)
    shutil.copytree(graph.snapshot_folder / "store", made / "store")
    concluded = conclusions(graph)
    (made / _CONCLUSIONS).write_bytes(written(concluded, "tsv").encode())
    return manifest_of(
        made,
        version=version("serm-bone-kg"),
        data_version=graph.data_version,
        counts=graph.section("counts"),
        rows={_CONCLUSIONS: len(concluded)},
    )
