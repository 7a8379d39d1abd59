"""All formats, in the order of the list that ``kg export`` prints. A new one is a module here and a line below."""

from __future__ import annotations

from collections.abc import Mapping

from kg.export.format import Format
from kg.export.formats import (
    csv_tables,
    cx2,
    cyjs,
    cypher,
    cypher_load,
    drugmechdb,
    gexf,
    graphml,
    graphson,
    jelly,
    jsonld,
    kgx,
    kgx_lenient,
    ladybug,
    memgraph,
    nanopub,
    neo4j,
    neptune,
    nquads,
    obograph,
    ontology,
    parquet,
    pykeen,
    rdf12,
    ro_crate,
    sif,
    sssom,
    trig,
    turtle,
)

_MODULES = (
    *(neo4j, cypher_load, cypher, memgraph, neptune, ladybug, graphson),
    *(csv_tables, parquet),
    *(graphml, gexf, cx2, cyjs, sif),
    *(nquads, trig, turtle, jsonld, rdf12, jelly),
    *(kgx, kgx_lenient, pykeen, drugmechdb),
    *(sssom, ontology, obograph),
    *(nanopub, ro_crate),
)

FORMATS: Mapping[str, Format] = {module.FORMAT.name: module.FORMAT for module in _MODULES}
