"""OWL for Protégé, ROBOT and other ontology tools: the terms in one file, the accepted assertions in another.

The second imports the first, so that a reasoner classifies the drugs from the two; the stored classes of
``gr:inferred`` are left out. Names and identifiers stand a second time in the words that OBO tools read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.base.namespaces import BASE, DCTERMS, GR, OBO_IN_OWL, OWL, RDF_TYPE, SB, SKOS
from kg.base.prefixes import compress, table
from kg.export.format import Format, Request, Written

if TYPE_CHECKING:
    import pyoxigraph as ox

VOCABULARY = BASE + "ontology"
ELSEWHERE = "statements of other graphs"
_FACTS = BASE + "assertions"
_TERMS_FILE = "serm-bone-ontology.ttl"
_FACTS_FILE = "serm-bone-assertions.ttl"
_CATALOG = f"""<?xml version="1.0" encoding="UTF-8"?>
<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
    <uri name="{VOCABULARY}" uri="{_TERMS_FILE}"/>
</catalog>
"""


def write(request: Request, folder: Path) -> Written:
    """Write the terms, the accepted assertions, and the catalog by which tools find the first from the second.

    Rows are the triples of the two, and the entries of the catalog; lost is what is said in other graphs. Holds every
    quad in memory.
    """
    import pyoxigraph as ox

    quads = list(request.quads.quads())
    contents = {_TERMS_FILE: terms(quads), _FACTS_FILE: _facts(quads, request.data_version)}
    for name, triples in contents.items():
        ox.serialize(triples, str(folder / name), format=ox.RdfFormat.TURTLE, prefixes=table())
    (folder / "catalog-v001.xml").write_text(_CATALOG, encoding="utf-8", newline="\n")
    return Written(
        rows={name: len(triples) for name, triples in contents.items()} | {"catalog-v001.xml": 1},
        losses={ELSEWHERE: sum(not is_term(quad) and not _is_fact(quad) for quad in quads)},
        answers=_answers(contents[_TERMS_FILE]),
    )


def _answers(about: Iterable[ox.Triple]) -> dict[str, int]:
    """Count what has a name; classes without one are parts of definitions."""
    import pyoxigraph as ox

    kinds = Counter(
        str(getattr(said.object, "value", ""))
        for said in about
        if said.predicate.value == RDF_TYPE and isinstance(said.subject, ox.NamedNode)
    )
    asked = {"classes": OWL + "Class", "relations": OWL + "ObjectProperty", "drugs": SB + "Drug"}
    return {name: kinds[kind] for name, kind in asked.items()}


def terms(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """Return what says what the terms are, sorted: classes, properties, relations, codes, contexts and the entities
    that assertions are about. The population of a single study is a record of that study, not a term.
    """
    found = {quad.triple for quad in quads if is_term(quad)}
    return sorted(found | set(_in_obo_words(found)), key=str)


def is_term(quad: ox.Quad) -> bool:
    """Return whether a statement is about a term."""
    return _graph(quad) in ("ontology", "entities") and not _of_study(quad)


def _facts(quads: Iterable[ox.Quad], data_version: str) -> list[ox.Triple]:
    """Return the assertions, the plain triples of the accepted ones and the populations of single studies, sorted."""
    quads = list(quads)
    found = {quad.triple for quad in quads if _is_fact(quad)}
    return sorted(found | set(_header(quads, data_version)), key=str)


def _is_fact(quad: ox.Quad) -> bool:
    return _graph(quad) in ("assertions", "edges") or _of_study(quad)


def _graph(quad: ox.Quad) -> str:
    return str(getattr(quad.graph_name, "value", "")).removeprefix(GR)


def _of_study(quad: ox.Quad) -> bool:
    return _graph(quad) == "entities" and str(getattr(quad.subject, "value", "")).startswith(table()["std"])


def _in_obo_words(found: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield names as synonyms and identifiers as cross-references.

    ``skos:altLabel`` does not say how close a name is, so the synonym claims no more than to be related.
    """
    import pyoxigraph as ox

    synonym, xref = ox.NamedNode(OBO_IN_OWL + "hasRelatedSynonym"), ox.NamedNode(OBO_IN_OWL + "hasDbXref")
    for triple in found:
        said, value = triple.predicate.value, triple.object
        if said == SKOS + "altLabel":
            yield ox.Triple(triple.subject, synonym, value)
        elif said == SB + "curie" and isinstance(value, ox.Literal):
            yield ox.Triple(triple.subject, xref, value)
        elif said == SKOS + "exactMatch" and isinstance(value, ox.NamedNode):
            yield ox.Triple(triple.subject, xref, ox.Literal(compress(value.value)))


def _header(quads: Iterable[ox.Quad], data_version: str) -> Iterator[ox.Triple]:
    """Yield what the file of assertions says of itself; its makers and licence are those of the vocabulary."""
    import pyoxigraph as ox

    facts = ox.NamedNode(_FACTS)
    yield ox.Triple(facts, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Ontology"))
    yield ox.Triple(facts, ox.NamedNode(OWL + "imports"), ox.NamedNode(VOCABULARY))
    yield ox.Triple(facts, ox.NamedNode(OWL + "versionInfo"), ox.Literal(data_version))
    yield ox.Triple(facts, ox.NamedNode(DCTERMS + "title"), ox.Literal("serm-bone: the assertions", language="en"))
    told = "The curated assertions, and which drug each accepted one is about."
    yield ox.Triple(facts, ox.NamedNode(DCTERMS + "description"), ox.Literal(told, language="en"))
    for quad in quads:
        if quad.subject == ox.NamedNode(VOCABULARY) and quad.predicate.value.endswith(("/creator", "/license")):
            yield ox.Triple(facts, quad.predicate, quad.object)


FORMAT = Format(
    name="ontology",
    target="Protégé, ROBOT and other readers of OWL 2 DL",
    files=f"{_TERMS_FILE}, {_FACTS_FILE}, catalog-v001.xml",
    how_to_load=f"""\
robot reason --reasoner ELK --axiom-generators ClassAssertion --input {_FACTS_FILE} --output classified.ttl
# A question below, in a file: robot query --input {_TERMS_FILE} --query question.rq answer.csv""",
    loaded_with="ROBOT 1.9.8",
    writer=write,
    queries="ontology",
)
