"""Jelly: the quads as a compact binary stream (https://w3id.org/jelly), for programs on the JVM and in Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.base.progress import shown
from kg.errors import WrongUse
from kg.export.format import Format, Request, Written
from kg.export.rdf12_fallback import carried

if TYPE_CHECKING:
    import pyoxigraph as ox

_FILE = "serm-bone.jelly"


def write(request: Request, folder: Path) -> Written:
    """Write every quad to ``serm-bone.jelly`` as a flat stream of quads.

    Raises ``WrongUse`` where the extra ``jelly`` is not installed.
    """
    try:
        from pyjelly import jelly
        from pyjelly.integrations.generic.serialize import flat_stream_to_file
        from pyjelly.options import StreamParameters
        from pyjelly.serialize.streams import SerializerOptions
    except ImportError as error:
        raise WrongUse(
            "Jelly is written by pyjelly, which is not installed: pip install 'serm-bone-kg[jelly]'"
        ) from error
    quads, lost = request.quads, Counter[str]()
    options = SerializerOptions(logical_type=jelly.LOGICAL_STREAM_TYPE_FLAT_QUADS, params=StreamParameters())
    with open(folder / _FILE, "wb") as file:
        flat_stream_to_file(_statements(carried(shown(quads.quads(), "quads"), lost)), file, options)
    return Written(rows={_FILE: len(quads) - lost.total()}, losses=dict(lost))


def _statements(quads: Iterator[ox.Quad]) -> Iterator[Any]:
    import pyoxigraph as ox
    from pyjelly.integrations.generic.generic_sink import IRI, BlankNode, DefaultGraph, Literal, Quad

    def term(of: Any) -> Any:
        if isinstance(of, ox.NamedNode):
            return IRI(of.value)
        if isinstance(of, ox.BlankNode):
            return BlankNode(of.value)
        return Literal(of.value, langtag=of.language, datatype=None if of.language else of.datatype.value)

    for quad in quads:
        name = DefaultGraph if isinstance(quad.graph_name, ox.DefaultGraph) else term(quad.graph_name)
        yield Quad(term(quad.subject), term(quad.predicate), term(quad.object), name)


FORMAT = Format(
    name="jelly",
    target="Jena, RDF4J and Python programs that read large graphs fast",
    files=_FILE,
    how_to_load="riot --syntax=jelly --output=nquads serm-bone.jelly",
    loaded_with="jelly-jena 3.7.1 in Jena 5.6.0 and pyjelly 0.8.2",
    writer=write,
    queries="sparql",
)
