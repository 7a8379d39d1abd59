"""Put the graph into a store on another machine: SPARQL 1.1 KnowledgeGraph Store HTTP Protocol, one PUT a named graph.

The protocol replaces a graph whole or not at all; over several graphs it knows no transaction, so that a failure says
which of them stand.
"""

from __future__ import annotations

import sys
import urllib.parse
from itertools import groupby
from typing import TYPE_CHECKING

from kg.errors import BadParameter, PartlyWritten, RemoteFailed
from kg.remote.http import SECONDS, checked, exchange, limited

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.session import KnowledgeGraph

# Format of ``kg export`` -> the form in which each graph travels.
_FORMS = {"nquads": "N_TRIPLES", "trig": "TURTLE", "turtle": "TURTLE", "jsonld": "JSON_LD"}
_MERGED = ("turtle",)
_DONE = (200, 201, 204)
DEFAULT = "default"


def push(graph: KnowledgeGraph, name: str, url: str, *, seconds: float = SECONDS) -> dict[str, int]:
    """Put every named graph into the store at ``url``; return graph IRI -> number of triples, in the order written.

    The format ``turtle`` has the graphs merged and goes to the default graph of the store, named ``default`` in the
    answer. Each graph replaces the one of its name; other graphs of the store stay as they are. ``seconds`` limits each
    request. Raises ``BadParameter`` for a format that is no RDF, ``PartlyWritten`` at the first graph not taken.
    """
    if name not in _FORMS:
        raise BadParameter(f"{name} is no form of RDF and cannot be put into a graph store; take {', '.join(_FORMS)}")
    checked(url)
    limited(seconds)
    parts = _parts(graph, merged=name in _MERGED)
    print(f"putting {sum(map(len, parts.values()))} triples into {url} …", file=sys.stderr)
    written: dict[str, int] = {}
    for target, triples in parts.items():
        try:
            _put(url, target, triples, _FORMS[name], seconds)
        except RemoteFailed as error:
            raise PartlyWritten(
                url, f"<{target}>: {error.why}", standing=tuple(written), missing=tuple(parts)[len(written) :]
            ) from error
        written[target] = len(triples)
    return written


def _parts(graph: KnowledgeGraph, *, merged: bool) -> dict[str, list[ox.Triple]]:
    from kg.interop.quads import all_quads

    quads = all_quads(graph)
    if merged:
        return {DEFAULT: list(dict.fromkeys(quad.triple for quad in quads))}
    grouped = groupby(quads, key=lambda quad: quad.graph_name)
    return {getattr(name, "value", DEFAULT): [quad.triple for quad in of] for name, of in grouped}


def _put(url: str, target: str, triples: list[ox.Triple], form: str, seconds: float) -> None:
    import pyoxigraph as ox

    format = getattr(ox.RdfFormat, form)
    query = "default" if target == DEFAULT else urllib.parse.urlencode({"graph": target})
    answer = exchange(
        f"{url}{'&' if urllib.parse.urlsplit(url).query else '?'}{query}",
        method="PUT",
        body=ox.serialize(triples, format=format) or b"",
        headers={"Content-Type": format.media_type},
        seconds=seconds,
    )
    if answer.status not in _DONE:
        raise RemoteFailed(url, f"it answered {answer.told()}")
