"""All formats, in the order of the list that ``kg export`` prints. A new one is a module here and a line below."""

from __future__ import annotations

from collections.abc import Mapping

from kg.export.format import Format
from kg.export.formats import (
    csv_tables,
    cx2,
    cyjs,
    drugmechdb,
    gexf,
    graphml,
    graphson,
    jelly,
    jsonld,
    kgx,
    kgx_lenient,
    ladybug,
    nanopub,
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
    *(nquads, trig, turtle, jsonld, rdf12, jelly),
    *(csv_tables, parquet),
    *(ladybug, graphson),
    *(graphml, gexf, cx2, cyjs, sif),
    *(kgx, kgx_lenient, pykeen, drugmechdb),
    *(sssom, ontology, obograph),
    *(nanopub, ro_crate),
)

FORMATS: Mapping[str, Format] = {module.FORMAT.name: module.FORMAT for module in _MODULES}
