"""All formats, in the order of the list that ``kg export`` prints. A new one is a module here and a line below."""

from __future__ import annotations

from collections.abc import Mapping

from kg.export.format import Format
from kg.export.formats import (
    cypher,
    cypher_load,
    jsonld,
    memgraph,
    neo4j,
    neptune,
    nquads,
    obograph,
    ontology,
    sssom,
    trig,
    turtle,
)

_MODULES = (
    nquads,
    trig,
    turtle,
    jsonld,
    sssom,
    ontology,
    obograph,
    neo4j,
    cypher_load,
    cypher,
    memgraph,
    neptune,
)

FORMATS: Mapping[str, Format] = {module.FORMAT.name: module.FORMAT for module in _MODULES}
