"""The one seam of exports: a format is a small module that turns the same quads into files."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import LimitReached, UnknownName
from kg.export import jsonld, nquads, obograph, ontology, sssom, trig, turtle

if TYPE_CHECKING:
    from kg.graph import Graph

Writer = Callable[["Graph", Path], dict[str, int]]
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """An export: its name, the program it is meant for, how to load it, and the function that writes it.

    The writer returns file name -> number of rows (quads or triples).
    """

    name: str
    target: str
    files: str
    how_to_load: str
    writer: Writer


FORMATS: Mapping[str, Format] = {
    "nquads": Format(
        name="nquads",
        target="any RDF store with named graphs",
        files="serm-bone.nq",
        how_to_load="oxigraph load --location db --file serm-bone.nq",
        writer=nquads.write,
    ),
    "trig": Format(
        name="trig",
        target="RDF stores, people",
        files="serm-bone.trig",
        how_to_load="rdflib.Dataset().parse('serm-bone.trig')",
        writer=trig.write,
    ),
    "turtle": Format(
        name="turtle",
        target="tools without named graphs (the graphs are merged)",
        files="serm-bone.ttl",
        how_to_load="rdflib.Graph().parse('serm-bone.ttl')",
        writer=turtle.write,
    ),
    "jsonld": Format(
        name="jsonld",
        target="JSON tools",
        files="serm-bone.jsonld",
        how_to_load="rdflib.Dataset().parse('serm-bone.jsonld')",
        writer=jsonld.write,
    ),
    "sssom": Format(
        name="sssom",
        target="mapping tools: which term of another vocabulary each thing is",
        files="serm-bone.sssom.tsv",
        how_to_load="pandas.read_csv('serm-bone.sssom.tsv', sep='\t', comment='#')",
        writer=sssom.write,
    ),
    "ontology": Format(
        name="ontology",
        target="Protégé, ROBOT and other readers of OWL 2 DL",
        files="serm-bone-ontology.ttl, serm-bone-assertions.ttl, catalog-v001.xml",
        how_to_load="robot reason --reasoner ELK --axiom-generators ClassAssertion "
        "--input serm-bone-assertions.ttl --output classified.ttl",
        writer=ontology.write,
    ),
    "obograph": Format(
        name="obograph",
        target="readers of OBO Graph JSON (the terms only)",
        files="serm-bone-ontology.json",
        how_to_load="obographs.read('serm-bone-ontology.json')",
        writer=obograph.write,
    ),
}


def listing() -> list[dict[str, Any]]:
    """Return one row a format."""
    return [
        {"format": f.name, "files": f.files, "target": f.target, "how to load": f.how_to_load} for f in FORMATS.values()
    ]


def write(graph: Graph, name: str, folder: Path) -> dict[str, Any]:
    """Write one format with manifest and README to ``folder``, aside and then renamed; return the manifest.

    Raises ``UnknownName`` for the format, ``LimitReached`` where ``folder`` holds something else or cannot be written;
    what was there before is then untouched.
    """
    if name not in FORMATS:
        raise UnknownName(name, kind="format", nearest=tuple(FORMATS))
    if not _may_be_replaced(folder):
        raise LimitReached(f"{folder} exists and is no earlier export; name another folder or remove it")
    aside = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".exporting-", dir=folder.parent))
        made = aside / "new"
        made.mkdir()
        rows = render(graph, FORMATS[name], made)
        (made / "README.md").write_text(_readme(FORMATS[name], rows), encoding="utf-8")
        manifest = manifest_of(
            made,
            version=version("serm-bone-kg"),
            data_version=graph.data_version,
            counts=graph.section("counts"),
            rows=rows,
        )
        if folder.exists():
            folder.rename(aside / "old")
        made.rename(folder)
    except OSError as error:
        raise LimitReached(
            f"{folder} cannot be written ({error.strerror}); check the space and the permissions"
        ) from error
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
    return manifest


def _may_be_replaced(folder: Path) -> bool:
    """Whether nothing is there, an empty folder, or an earlier export with no file that its manifest does not list."""
    if folder.is_symlink() or not folder.is_dir():
        return not folder.exists() and not folder.is_symlink()
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) if present else {"files": []}
        return present <= {MANIFEST, *(file["path"] for file in manifest["files"])}
    except (OSError, ValueError, KeyError, TypeError):
        return False


def render(graph: Graph, format: Format, folder: Path) -> dict[str, int]:
    """Write the files of one format into ``folder``; return file name -> rows."""
    return format.writer(graph, folder)


def manifest_of(
    folder: Path, *, version: str, data_version: str, counts: Mapping[str, int], rows: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Write ``manifest.json`` over the files of ``folder`` (sorted, SHA-256, bytes, rows where known) and return it."""
    files = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        raw = path.read_bytes()
        files.append(
            {"path": name, "sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw), "rows": (rows or {}).get(name)}
        )
    manifest = {"version": version, "data_version": data_version, "files": files, "counts": dict(counts)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return manifest


def _readme(format: Format, rows: Mapping[str, int]) -> str:
    lines = [
        f"# serm-bone-kg as {format.name}",
        "",
        f"For {format.target}.",
        "",
        "Load:",
        "",
        f"    {format.how_to_load}",
        "",
    ]
    lines += [f"- `{name}`: {count} rows" for name, count in sorted(rows.items())]
    return "\n".join(lines) + "\n\nKnowledge under CC BY 4.0. For research use; no medical advice.\n"
