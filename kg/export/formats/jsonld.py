"""JSON-LD that carries its context: nothing has to be fetched to read it."""

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.base.namespaces import RDF_TYPE
from kg.base.progress import shown
from kg.export.format import Format, Request, Written
from kg.export.jsonld_terms import Context
from kg.export.rdf12_fallback import carried

if TYPE_CHECKING:
    import pyoxigraph as ox

_FILE = "serm-bone.jsonld"
_CONTEXT = "context.jsonld"


def write(request: Request, folder: Path) -> Written:
    """Write every quad to ``serm-bone.jsonld``, one line a subject and graph, and its context once more to
    ``context.jsonld``, for documents that people write themselves.
    """
    quads = request.quads
    context = Context(request.graph.store, _schemes(request))
    told = json.dumps(context.document(), indent=1, ensure_ascii=False)
    lost: Counter[str] = Counter()
    with open(folder / _FILE, "w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"@context": {told},\n"@graph": [')
        graphs = groupby(carried(shown(quads.quads(), "quads"), lost), key=lambda quad: quad.graph_name)
        for place, (name, held) in enumerate(graphs):
            file.write(f'{"," if place else ""}\n{{"@id": {json.dumps(context.iri(name.value))}, "@graph": [')
            for second, (_, said) in enumerate(groupby(held, key=lambda quad: quad.subject)):
                node = json.dumps(_node(context, list(said)), ensure_ascii=False)
                file.write(f"{',' if second else ''}\n{node}")
            file.write("]}")
        file.write("]}\n")
    (folder / _CONTEXT).write_text(f'{{"@context": {told}}}\n', encoding="utf-8")
    return Written(rows={_FILE: len(quads) - lost.total(), _CONTEXT: len(context.document())}, losses=dict(lost))


def _node(context: Context, said: list[ox.Quad]) -> dict[str, Any]:
    import pyoxigraph as ox

    node: dict[str, Any] = {"@id": context.name(said[0].subject)}
    for predicate, quads in groupby(said, key=lambda quad: quad.predicate.value):
        objects = [quad.object for quad in quads]
        types = [context.name(one) for one in objects if predicate == RDF_TYPE and not isinstance(one, ox.Literal)]
        values = [context.value(predicate, one) for one in objects if not types or isinstance(one, ox.Literal)]
        for key, told in (("@type", types), (context.key(predicate), values)):
            if told:
                node[key] = told[0] if len(told) == 1 else told
    return node


def _schemes(request: Request) -> set[str]:
    """Return what stands before the colon of an IRI without an authority."""
    firsts = (term[1:].partition(":") for row in request.quads.by_graph() for term in row if term.startswith("<"))
    return {scheme for scheme, _, rest in firsts if not rest.startswith("//")}


FORMAT = Format(
    name="jsonld",
    target="JSON tools",
    files=f"{_FILE}, {_CONTEXT}",
    how_to_load="rdflib.Dataset().parse('serm-bone.jsonld')",
    loaded_with="Jena 6.2.0, jsonld.js 9.0.0, rdflib 7.6.0 and pyoxigraph 0.5.13",
    writer=write,
    queries="sparql",
)
