"""The words of OBO Graph JSON, and what of the terms they do not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kg.base.namespaces import OBO, OBO_IN_OWL, OWL, RDF_TYPE, RDFS_COMMENT, RDFS_LABEL, RDFS_SUBCLASS
from kg.base.prefixes import compress

if TYPE_CHECKING:
    import pyoxigraph as ox

RDFS = RDFS_LABEL.removesuffix("label")
DEFINITION = OBO + "IAO_0000115"
XREF, SYNONYM = OBO_IN_OWL + "hasDbXref", OBO_IN_OWL + "hasRelatedSynonym"
KINDS = {
    OWL + "Class": {"type": "CLASS"},
    OWL + "NamedIndividual": {"type": "INDIVIDUAL"},
    OWL + "ObjectProperty": {"type": "PROPERTY", "propertyType": "OBJECT"},
    OWL + "DatatypeProperty": {"type": "PROPERTY", "propertyType": "DATA"},
    OWL + "AnnotationProperty": {"type": "PROPERTY", "propertyType": "ANNOTATION"},
}
EDGES = {"type": RDF_TYPE, "is_a": RDFS_SUBCLASS, "subPropertyOf": RDFS + "subPropertyOf"}


def lost(about: Iterable[ox.Triple], found: Mapping[str, Any]) -> dict[str, int]:
    """Return the CURIE of a predicate -> how many statements with it are not in the graph; and the language tags.

    An axiom counts once; its parts, which are blank nodes, do not.
    """
    import pyoxigraph as ox

    carried, missing = set(_carried(found)), Counter[str]()
    for triple in about:
        said, value = triple.predicate.value, triple.object
        if isinstance(triple.subject, ox.BlankNode):
            missing["owl:members"] += said == OWL + "members"
            continue
        text = "" if isinstance(value, ox.BlankNode) else getattr(value, "value", "")
        missing[compress(said)] += (getattr(triple.subject, "value", ""), said, text) not in carried
        missing["language tags"] += isinstance(value, ox.Literal) and value.language is not None
    return {what: count for what, count in sorted(missing.items()) if count}


def _carried(found: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the statements that can be read back; an axiom has no value."""
    whole = {"id": found["id"], "meta": found["meta"]}
    yield whole["id"], RDF_TYPE, OWL + "Ontology"
    yield whole["id"], OWL + "versionIRI", whole["meta"]["version"]
    for node in [whole, *found["nodes"]]:
        name, meta = node["id"], node.get("meta", {})
        yield from ((name, RDF_TYPE, kind) for kind, said in KINDS.items() if said.items() <= node.items())
        yield name, RDFS_LABEL, node.get("lbl", "")
        yield name, DEFINITION, meta.get("definition", {}).get("val", "")
        yield name, OWL + "deprecated", str(meta.get("deprecated", "")).lower()
        yield from ((name, RDFS_COMMENT, text) for text in meta.get("comments", ()))
        yield from ((name, SYNONYM, synonym["val"]) for synonym in meta.get("synonyms", ()))
        yield from ((name, XREF, xref["val"]) for xref in meta.get("xrefs", ()))
        yield from ((name, other["pred"], other["val"]) for other in meta.get("basicPropertyValues", ()))
    yield from ((edge["sub"], EDGES.get(edge["pred"], edge["pred"]), edge["obj"]) for edge in found["edges"])
    for axiom in found["domainRangeAxioms"]:
        yield from ((axiom["predicateId"], RDFS + "domain", name) for name in axiom.get("domainClassIds", ()))
        yield from ((axiom["predicateId"], RDFS + "range", name) for name in axiom.get("rangeClassIds", ()))
    yield from ((a["definedClassId"], OWL + "equivalentClass", "") for a in found["logicalDefinitionAxioms"])
    yield from ((axiom["predicateId"], OWL + "propertyChainAxiom", "") for axiom in found["propertyChainAxioms"])
