"""OBO Graph JSON of the terms, as ROBOT's ``convert --format json`` makes it of the ``ontology`` export.

Format: https://github.com/geneontology/obographs (0.3). It has no place for numbers, language tags, disjointness and
nested definitions. ROBOT writes a definition without the parts that it cannot say; here such a definition is left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.base.namespaces import OWL, RDF_TYPE, RDFS_COMMENT, RDFS_LABEL, SB
from kg.export.format import Format, Request, Written
from kg.export.formats.obograph_words import DEFINITION, EDGES, KINDS, RDFS, SYNONYM, XREF, lost
from kg.export.formats.ontology import ELSEWHERE, VOCABULARY, is_term, terms

if TYPE_CHECKING:
    import pyoxigraph as ox

_FILE = "serm-bone-ontology.json"
_RDF = RDF_TYPE.removesuffix("type")


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone-ontology.json``, everything sorted; its rows are nodes and edges.

    Lost are language tags, the statements of other graphs, and those about terms that the format cannot say, by their
    predicate. Holds every quad in memory.
    """
    quads = list(request.quads.quads())
    about = terms(quads)
    found = _Terms(about).graph()
    text = json.dumps({"graphs": [found]}, indent=1, ensure_ascii=False)
    (folder / _FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
    elsewhere = sum(not is_term(quad) for quad in quads)
    return Written(
        rows={_FILE: len(found["nodes"]) + len(found["edges"])},
        losses={ELSEWHERE: elsewhere} | lost(about, found),
        answers={
            "terms": len(found["nodes"]),
            "classes": sum(node.get("type") == "CLASS" for node in found["nodes"]),
            "drugs": sum(edge["pred"] == "type" and edge["obj"] == SB + "Drug" for edge in found["edges"]),
        },
    )


class _Terms:
    """The statements of each subject; a blank node goes by its name, which is no IRI."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._said: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self._said[str(getattr(triple.subject, "value", ""))][triple.predicate.value].append(triple.object)
        self._annotations = {OWL + "versionInfo", *self._typed("AnnotationProperty")} - {DEFINITION, XREF, SYNONYM}
        self._relations = self._typed("ObjectProperty")

    def graph(self) -> dict[str, Any]:
        """Return the graph object of the format."""
        subjects = sorted(name for name in self._said if ":" in name and name != VOCABULARY)
        chains = [(name, head) for name in subjects for head in self._values(name, OWL + "propertyChainAxiom")]
        return {
            "id": VOCABULARY,
            "meta": self._meta(VOCABULARY) | {"version": self._values(VOCABULARY, OWL + "versionIRI")[0]},
            "nodes": [self._node(name) for name in subjects],
            "edges": sorted(self._edges(subjects), key=lambda edge: (edge["sub"], edge["pred"], edge["obj"])),
            "logicalDefinitionAxioms": [axiom for name in subjects for axiom in self._definitions(name)],
            "domainRangeAxioms": [axiom for name in subjects for axiom in self._ends(name)],
            "propertyChainAxioms": [
                {"predicateId": name, "chainPredicateIds": [link.value for link in self._list(head)]}
                for name, head in chains
            ],
        }

    def _values(self, name: str, predicate: str) -> list[str]:
        return [term.value for term in self._said[name].get(predicate, ())]

    def _iris(self, name: str, predicate: str) -> list[str]:
        import pyoxigraph as ox

        return [term.value for term in self._said[name].get(predicate, ()) if isinstance(term, ox.NamedNode)]

    def _typed(self, kind: str) -> set[str]:
        return {name for name in list(self._said) if OWL + kind in self._values(name, RDF_TYPE)}

    def _node(self, name: str) -> dict[str, Any]:
        node: dict[str, Any] = {"id": name}
        for label in self._values(name, RDFS_LABEL):
            node["lbl"] = label
        for kind in self._values(name, RDF_TYPE):
            node |= KINDS.get(kind, {})
        meta = self._meta(name)
        return node | ({"meta": meta} if meta else {})

    def _meta(self, name: str) -> dict[str, Any]:
        """Return definition, comments, synonyms, cross-references and other annotations; empty where there are none."""
        others = sorted(self._annotations & self._said[name].keys())
        parts: dict[str, Any] = {
            "definition": next(({"val": text} for text in self._values(name, DEFINITION)), None),
            "comments": self._values(name, RDFS_COMMENT),
            "synonyms": [{"pred": "hasRelatedSynonym", "val": text} for text in self._values(name, SYNONYM)],
            "xrefs": [{"val": text} for text in self._values(name, XREF)],
            "basicPropertyValues": [{"pred": p, "val": value} for p in others for value in self._values(name, p)],
            "deprecated": "true" in self._values(name, OWL + "deprecated"),
        }
        return {key: value for key, value in parts.items() if value}

    def _edges(self, subjects: Iterable[str]) -> Iterator[dict[str, str]]:
        for name in subjects:
            named = {iri: pred for pred, iri in EDGES.items()} | {iri: iri for iri in self._relations}
            if name not in self._relations:
                del named[EDGES["subPropertyOf"]]
            for predicate in named.keys() & self._said[name].keys():
                for value in self._iris(name, predicate):
                    if not value.startswith(OWL):
                        yield {"sub": name, "pred": named[predicate], "obj": value}

    def _definitions(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the definition of a class by kind and restrictions, where the format can say the whole of it."""
        for whole in self._values(name, OWL + "equivalentClass"):
            parts = [part for head in self._values(whole, OWL + "intersectionOf") for part in self._list(head)]
            genus = sorted(part.value for part in parts if ":" in part.value)
            restrictions = [self._restriction(part.value) for part in parts if ":" not in part.value]
            if restrictions and all(restrictions):
                restrictions.sort(key=str)
                yield {"definedClassId": name, "genusIds": genus, "restrictions": restrictions}

    def _restriction(self, part: str) -> dict[str, str]:
        """Return a restriction to some of a named class; empty for any other."""
        fillers = self._iris(part, OWL + "someValuesFrom")
        return {"propertyId": self._values(part, OWL + "onProperty")[0], "fillerId": fillers[0]} if fillers else {}

    def _ends(self, name: str) -> Iterator[dict[str, Any]]:
        domain, range_ = self._iris(name, RDFS + "domain"), self._iris(name, RDFS + "range")
        if name in self._relations and (domain or range_):
            ends = {"domainClassIds": domain, "rangeClassIds": range_}
            yield {"predicateId": name} | {key: value for key, value in ends.items() if value}

    def _list(self, head: str) -> list[Any]:
        members = []
        while head != _RDF + "nil":
            members += self._said[head][_RDF + "first"]
            head = self._values(head, _RDF + "rest")[0]
        return members


FORMAT = Format(
    name="obograph",
    target="readers of OBO Graph JSON (the terms only)",
    files=_FILE,
    how_to_load=f"""\
import obographs
graph = obographs.read("{_FILE}")""",
    loaded_with="obographs 0.1.0, and held against what ROBOT 1.9.8 converts",
    writer=write,
    queries="obograph",
)
