"""Run pyshacl over the union of all graphs, and tell a violation from a validation that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.check.report import Result, ShapesRefused
from kg.check.shapes import Shapes, below
from kg.names import RDF_TYPE
from kg.prefixes import compress

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"


def validate(store: ox.Store, shapes: Shapes, *, unmatched: bool = False) -> list[Result]:
    """Return the results of SHACL on ``store``.

    A shape that matches no node is an error of the shapes (``ShapesRefused``), unless ``unmatched`` allows it.
    """
    import pyshacl

    data = _graph(store)
    if not unmatched:
        _everything_matches(data, shapes)
    _, report, text = pyshacl.validate(
        data, shacl_graph=shapes.graph, inference="none", advanced=False, inplace=True, allow_warnings=True
    )
    if not hasattr(report, "subject_objects"):
        raise ShapesRefused("shapes", f"the validation itself failed: {text.strip().splitlines()[-1]}")
    return _results(report)


def _graph(store: ox.Store) -> rdflib.Graph:
    """The triples of all graphs as rdflib terms; a literal that is not of its datatype stays as it is."""
    import pyoxigraph as ox
    import rdflib

    data = rdflib.Graph()
    seen: dict[object, rdflib.term.Node] = {}

    def term(value: object) -> rdflib.term.Node:
        if value not in seen:
            if isinstance(value, ox.NamedNode):
                seen[value] = rdflib.URIRef(value.value)
            elif isinstance(value, ox.Literal):
                datatype = None if value.language else rdflib.URIRef(value.datatype.value)
                if datatype == rdflib.XSD.string:
                    datatype = None
                seen[value] = rdflib.Literal(value.value, lang=value.language, datatype=datatype)
            else:
                seen[value] = rdflib.BNode(str(value)[2:])
        return seen[value]

    for quad in store:
        if not isinstance(quad.object, ox.Triple):
            data.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return data


def _everything_matches(data: rdflib.Graph, shapes: Shapes) -> None:
    import rdflib

    used = {str(kind) for kind in data.objects(None, rdflib.URIRef(RDF_TYPE))}
    for shape, target in sorted(shapes.targets.items()):
        if not used & below(target):
            name = shape.rsplit("/", 1)[-1]
            raise ShapesRefused(
                f"shapes ({name})", f"no record is of class {compress(target)}, so the shape checks nothing"
            )


def _results(report: rdflib.Graph) -> list[Result]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    found = []
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        shape, component = report.value(result, sh.sourceShape), report.value(result, sh.sourceConstraintComponent)
        path, value = report.value(result, sh.resultPath), report.value(result, sh.value)
        found.append(
            Result(
                severity=str(report.value(result, sh.resultSeverity)).rsplit("#", 1)[-1].lower(),
                rule=f"{str(shape).rsplit('/', 1)[-1]} {str(component).rsplit('#', 1)[-1]}",
                focus=str(report.value(result, sh.focusNode)),
                path=str(path) if isinstance(path, rdflib.URIRef) else None,
                value=str(value) if value is not None else None,
                message=str(report.value(result, sh.resultMessage)),
            )
        )
    return found
