"""Run the shapes over the union of all graphs: set-wise, or by pyshacl. A failed validation is no violation."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.base.prefixes import compress
from kg.base.progress import Progress
from kg.base.resources import folder
from kg.check.report import Result, ShapesRefused
from kg.check.shapes import Shapes, below
from kg.check.to_rdflib import graph_of, quiet
from kg.errors import BadParameter, LimitReached

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

    from kg.check.columnar.constraints import Violation
    from kg.check.columnar.shape_model import Shape

ENGINES = ("sets", "pyshacl")
_SH = "http://www.w3.org/ns/shacl#"
_SEVERITIES = ("violation", "warning", "info")
# More than this is not handed to pyshacl unless it was asked for: rdflib would take gigabytes and hours.
_MOST_TRIPLES = 500_000


def validate(store: ox.Store, shapes: Shapes, *, engine: str = "sets", unmatched: bool = False) -> Iterator[Result]:
    """Yield the results of SHACL on ``store``, each once, no order promised.

    ``engine`` is ``sets`` (columns of the store, the default) or ``pyshacl``; the results are the same. Shapes that the
    first does not understand to the last word go to the second as a whole, which is said on stderr. A shape that
    matches no node is an error of the shapes (``ShapesRefused``), unless ``unmatched`` allows it; so is a validation
    that fails. Raises ``LimitReached`` where only pyshacl could check a graph too large for it.
    """
    if engine not in ENGINES:
        raise BadParameter(f"no engine is called {engine!r}; say one of {', '.join(ENGINES)}")
    if not unmatched:
        _everything_matches(store, shapes)
    if engine == "pyshacl":
        return _by_pyshacl(store, shapes)
    from kg.check.columnar import NotUnderstood

    try:
        shapes.program  # noqa: B018 (read for whether it can be)
    except NotUnderstood as reason:
        if len(store) > _MOST_TRIPLES:
            raise LimitReached(
                f"only pyshacl can check these shapes ({reason}), and {len(store):,} triples are too many for it; "
                "use SHACL Core, or insist with --engine pyshacl"
            ) from reason
        print(f"check: the shapes go to pyshacl, which is slower: {reason}", file=sys.stderr)
        return _by_pyshacl(store, shapes)
    return _by_sets(store, shapes)


def _everything_matches(store: ox.Store, shapes: Shapes) -> None:
    query = (folder("queries") / "check" / "classes.rq").read_text(encoding="utf-8")
    rows: Iterable[ox.QuerySolution] = store.query(query, use_default_graph_as_union=True)  # type: ignore[assignment]
    used = {str(getattr(row["class"], "value", "")) for row in rows}
    for shape, target in sorted(shapes.targets.items()):
        if not used & below(target):
            name = shape.rsplit("/", 1)[-1]
            raise ShapesRefused(
                f"shapes ({name})", f"no record is of class {compress(target)}, so the shape checks nothing"
            )


def _failed(why: object) -> ShapesRefused:
    return ShapesRefused("shapes", f"the validation itself failed: {why}")


def _by_sets(store: ox.Store, shapes: Shapes) -> Iterator[Result]:
    from kg.check.columnar import Engine
    from kg.check.columnar.messages import Messages

    engine, progress = Engine(store, shapes.program), Progress("check: shapes")
    messages = Messages(shapes, engine.columns)
    for shape, found in engine.results(progress.seen):
        yield _told(shape, found, shape.messages or messages.of(shape, found))


def _told(shape: Shape, found: Violation, messages: Iterable[str]) -> Result:
    from kg.check.columnar.lexical_forms import text_of
    from kg.check.columnar.paths import Step
    from kg.check.columnar.term_keys import is_iri

    path = found.path or (shape.path.predicate if isinstance(shape.path, Step) and not shape.path.back else None)
    return _result(
        severity=text_of(shape.severity),
        shape=text_of(shape.key),
        component=f"{found.component}ConstraintComponent",
        focus=text_of(found.focus),
        path=text_of(path) if path and is_iri(path) else None,
        value=text_of(found.value) if found.value is not None else None,
        messages=messages,
    )


def _by_pyshacl(store: ox.Store, shapes: Shapes) -> Iterator[Result]:
    import pyshacl

    try:
        with quiet():
            _, report, text = pyshacl.validate(
                graph_of(store),
                shacl_graph=shapes.graph,
                inference="none",
                advanced=False,
                inplace=True,
                allow_warnings=True,
            )
    except Exception as error:  # pyshacl lets faults of shapes and of literals through as exceptions of many kinds
        raise _failed(error) from error
    if not hasattr(report, "subject_objects"):
        raise _failed(text.strip().splitlines()[-1])
    yield from dict.fromkeys(_results(report))


def _results(report: rdflib.Graph) -> Iterator[Result]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    (top,) = report.subjects(rdflib.RDF.type, sh.ValidationReport)
    for result in report.objects(top, sh.result):
        path, value = report.value(result, sh.resultPath), report.value(result, sh.value)
        yield _result(
            severity=str(report.value(result, sh.resultSeverity)),
            shape=str(report.value(result, sh.sourceShape)),
            component=str(report.value(result, sh.sourceConstraintComponent)).rsplit("#", 1)[-1],
            focus=str(report.value(result, sh.focusNode)),
            path=str(path) if isinstance(path, rdflib.URIRef) else None,
            value=str(value) if value is not None else None,
            messages=sorted(str(message) for message in report.objects(result, sh.resultMessage)),
        )


def _result(
    *,
    severity: str,
    shape: str,
    component: str,
    focus: str,
    path: str | None,
    value: str | None,
    messages: Iterable[str],
) -> Result:
    kind = severity.rsplit("#", 1)[-1].lower()
    return Result(
        severity=kind if kind in _SEVERITIES else "violation",
        rule=f"{shape.rsplit('/', 1)[-1]} {component}",
        focus=focus,
        path=path,
        value=value,
        message=" ".join(messages),
    )
