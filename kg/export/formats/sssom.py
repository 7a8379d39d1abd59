"""SSSOM: which term of which vocabulary each thing is, as a table with its metadata above it.

Format: https://mapping-commons.github.io/sssom/ (TSV with an embedded YAML header).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kg.base.namespaces import RDFS_LABEL, SB, SKOS
from kg.base.prefixes import compress, expand, table
from kg.export.format import Format, Request, Written

if TYPE_CHECKING:
    import pyoxigraph as ox

FILE = "serm-bone.sssom.tsv"
_COLUMNS = ("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification")
_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
_NO_TERMS = ("pub:", "std:")  # a publication or study has identifiers, not a meaning in a vocabulary
_JUSTIFIED = "semapv:ManualMappingCuration"
_SEMAPV = "https://w3id.org/semapv/vocab/"


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone.sssom.tsv``, one mapping a row, sorted by subject, predicate and object.

    An empty ``object_label`` means that nobody has read the name beside that identifier.
    """
    rows = mappings(request.graph.store)
    used = {cell.partition(":")[0] for row in rows for cell in (row[0], row[2], row[3])}
    prefixes = {name: iri for name, iri in sorted({**table(), "semapv": _SEMAPV}.items()) if name in used | {"semapv"}}
    head = [
        "#curie_map:",
        *(f"#  {name}: {json.dumps(iri)}" for name, iri in prefixes.items()),
        '#mapping_set_id: "https://w3id.org/serm-bone/mappings/serm-bone.sssom.tsv"',
        f'#mapping_set_version: "{request.data_version}"',
        '#license: "https://creativecommons.org/licenses/by/4.0/"',
    ]
    lines = ["\t".join(_COLUMNS), *("\t".join(_plain(cell) for cell in (*row, _JUSTIFIED)) for row in rows)]
    (folder / FILE).write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8", newline="\n")
    answers = {
        "mappings": len(rows),
        "exact": sum(row[2] == "skos:exactMatch" for row in rows),
        "things": len({row[0] for row in rows}),
    }
    return Written(rows={FILE: len(rows)}, answers=answers)


def mappings(store: ox.Store) -> list[tuple[str, str, str, str, str]]:
    """Return (subject, its label, predicate, object, its label) of every mapping, identifiers as CURIEs, sorted."""
    import pyoxigraph as ox

    found = set()
    for name in _MATCHES:
        for quad in store.quads_for_pattern(None, ox.NamedNode(SKOS + name), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                found.add((quad.subject.value, f"skos:{name}", quad.object.value))
    for quad in store.quads_for_pattern(None, ox.NamedNode(SB + "curie"), None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            found.add((quad.subject.value, "skos:exactMatch", expand(quad.object.value) or quad.object.value))

    def row(subject: str, predicate: str, other: str) -> tuple[str, str, str, str, str]:
        return compress(subject), _label(store, subject), predicate, compress(other), _label(store, other)

    return sorted(row(*mapping) for mapping in found if not compress(mapping[0]).startswith(_NO_TERMS))


def _label(store: ox.Store, iri: str) -> str:
    import pyoxigraph as ox

    quad = next(store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(RDFS_LABEL), None, None), None)
    return str(quad.object.value) if quad is not None and isinstance(quad.object, ox.Literal) else ""


def _plain(text: str) -> str:
    """A cell of the table: SSSOM's TSV has no escapes, so white space is one space."""
    return " ".join(text.split())


FORMAT = Format(
    name="sssom",
    target="mapping tools: which term of another vocabulary each thing is",
    files=FILE,
    how_to_load=f"""\
from sssom.parsers import parse_sssom_table
mappings = parse_sssom_table("{FILE}").df""",
    loaded_with="sssom-py 0.4.21",
    writer=write,
    queries="sssom",
)
