"""RO-Crate 1.1: the whole release in one folder, with what each file is and where it comes from.

Specification: https://www.researchobject.org/ro-crate/specification/1.1/. Written here and not by the rocrate package,
which stamps the hour.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg.export.format import Format, Request, Written
from kg.export.formats import (
    csv_tables,
    jsonld,
    kgx,
    nanopub,
    neo4j,
    nquads,
    obograph,
    ontology,
    rdf12,
    sssom,
    trig,
    turtle,
)
from kg.export.manifest import MANIFEST, README, with_readme
from kg.export.release.description import KG, File, Release, measured

METADATA = "ro-crate-metadata.json"
_MODULES = (nquads, trig, turtle, jsonld, rdf12, nanopub, neo4j, csv_tables, kgx, ontology, obograph)
_RELEASED = tuple(module.FORMAT for module in _MODULES)
_CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}]
_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".nq": "application/n-quads",
    ".parquet": "application/vnd.apache.parquet",
    ".trig": "application/trig",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
}
_OTHER = "application/octet-stream"
_ABOUT = {"void.ttl": "what is in the dataset, counted (VoID)", "prov.ttl": "where derived graphs come from (PROV)"}
_CATALOGUE = "dcat.ttl"


def write(request: Request, folder: Path) -> Written:
    """Write every format of the release to a folder of its name, then VoID, PROV, DCAT and the crate's metadata."""
    rows: dict[str, int] = {}
    files: list[File] = []
    for format in _RELEASED:
        home = folder / format.name
        home.mkdir()
        written, _ = with_readme(request, format, home)
        rows |= {f"{format.name}/{name}": count for name, count in written.rows.items()}
        files += [_file(folder, path, f"for {format.target}") for path in _files(home)]
    rows |= sssom.write(request, folder).rows
    files.append(_file(folder, folder / sssom.FILE, "which term of which vocabulary each thing is (SSSOM)"))
    release = Release(request)
    rows["void.ttl"] = release.write_void(folder / "void.ttl")
    rows["prov.ttl"] = release.write_prov(folder / "prov.ttl")
    files += [_file(folder, folder / name, meaning) for name, meaning in _ABOUT.items()]
    rows[_CATALOGUE] = release.write_dcat(folder / _CATALOGUE, files)
    files.append(_file(folder, folder / _CATALOGUE, "the dataset and its files (DCAT)"))
    described = _graph(release, files)
    text = json.dumps({"@context": _CONTEXT, "@graph": described}, indent=2, ensure_ascii=False)
    (folder / METADATA).write_text(text + "\n", encoding="utf-8")
    answers = {
        "files": len(files) + len((README, MANIFEST)),
        "folders": len(_RELEASED),
        "tables": sum(file.media_type == _TYPES[".csv"] for file in files),
    }
    return Written(rows={**rows, METADATA: len(described)}, answers=answers)


def _files(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("*") if path.is_file())


def _file(folder: Path, path: Path, meaning: str) -> File:
    return measured(folder, path, meaning, _TYPES.get(path.suffix, _OTHER))


def _graph(release: Release, files: list[File]) -> list[dict[str, Any]]:
    """Return the entities of the crate: its metadata, itself, its folders and files, who and what made them."""
    makers, licence = release.fact("dcterms:creator"), release.fact("dcterms:license")
    homes = [format.name for format in _RELEASED]
    top = [file.path for file in files if "/" not in file.path]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": release.fact("dcterms:title"),
        "description": release.fact("dcterms:description"),
        "datePublished": release.fact("dcterms:issued"),
        "version": release.fact("owl:versionInfo"),
        "identifier": release.fact("owl:versionIRI"),
        "keywords": release.facts("dcat:keyword"),
        "license": {"@id": licence},
        "author": {"@id": makers},
        "creator": {"@id": makers},
        "publisher": {"@id": makers},
        "hasPart": _ids([*(f"{home}/" for home in homes), *top, README, MANIFEST]),
    }
    return [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        root,
        *(_folder(format, [file for file in files if file.path.startswith(f"{format.name}/")]) for format in _RELEASED),
        *(_entity(file) for file in files),
        _entity_unmeasured(README, "how to load and ask the files", "text/markdown"),
        _entity_unmeasured(MANIFEST, "size, SHA-256 and rows of every file", "application/json"),
        {"@id": licence, "@type": "CreativeWork", "name": release.fact("rdfs:label", licence)},
        {"@id": makers, "@type": "Organization", "name": release.fact("rdfs:label", makers)},
        {
            "@id": KG,
            "@type": "SoftwareApplication",
            "name": release.fact("rdfs:label", KG),
            "version": version("serm-bone-kg"),
            "softwareVersion": version("serm-bone-kg"),
        },
        {
            "@id": "#build",
            "@type": "CreateAction",
            "name": "the files were written from the curated graph and what its rules derive",
            "instrument": {"@id": KG},
            "result": _ids([file.path for file in files]),
        },
    ]


def _folder(format: Format, files: list[File]) -> dict[str, Any]:
    return {
        "@id": f"{format.name}/",
        "@type": "Dataset",
        "name": format.name,
        "description": f"For {format.target}.",
        "hasPart": _ids([file.path for file in files]),
    }


def _entity(file: File) -> dict[str, Any]:
    told = _entity_unmeasured(file.path, file.meaning, file.media_type)
    return {**told, "contentSize": str(file.size), "sha256": file.sha256}


def _entity_unmeasured(path: str, meaning: str, media_type: str) -> dict[str, Any]:
    return {"@id": path, "@type": "File", "name": path, "description": meaning, "encodingFormat": media_type}


def _ids(paths: list[str]) -> list[dict[str, str]]:
    return [{"@id": path} for path in sorted(paths)]


FORMAT = Format(
    name="ro-crate",
    target="repositories of research data: the whole release, described",
    files=f"{METADATA}, void.ttl, dcat.ttl, prov.ttl, a folder for each format",
    how_to_load="""\
rocrate-validator validate .
# In Python:
from rocrate.rocrate import ROCrate
crate = ROCrate(".")""",
    loaded_with="roc-validator 0.13.0, rocrate 0.15.0 and rdflib 7.6.0",
    writer=write,
    queries="ro-crate",
)
