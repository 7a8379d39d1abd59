"""The IRIs that Python code needs to spell: one constant a term, nothing computed.

Prefixes are bound in ``ontology/prefixes.ttl``; a test holds these constants against that table and
the terms that Python spells after ``SB`` against those declared in the ontology.
"""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/serm-bone/"
SB: Final = BASE + "ontology#"
ENT: Final = BASE + "entity/"
REL: Final = BASE + "relation/"
GR: Final = BASE + "graph/"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
RDFS_COMMENT: Final = "http://www.w3.org/2000/01/rdf-schema#comment"
RDFS_SUBCLASS: Final = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
OBO: Final = "http://purl.obolibrary.org/obo/"
OBO_IN_OWL: Final = "http://www.geneontology.org/formats/oboInOwl#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
