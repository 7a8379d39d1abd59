"""The tables of ``csv`` and ``parquet``: the property graph with its links as columns, and what it leaves out.

``nodes`` and ``edges`` are the convenient view; ``outcomes`` has the ends of the outcome links as columns of ids, so
that no second table has to be joined. Evidence, reports, discrepancies and the bibliography say how each source is
cited; ``names``, ``contexts``, ``closures``, ``indicators`` and ``steps`` are what a search for routes in a context
needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.base.prefixes import compress
from kg.export import convenient, lossless, record_tables, route_tables
from kg.export.table import Column, Kind, Row, Table
from kg.reasoning.trial_verdict import observe, usable

if TYPE_CHECKING:
    from kg.export.format import Request
    from kg.session import KnowledgeGraph

DICTIONARY = "data-dictionary"
_TEXT, _TEXTS, _INTEGER, _FLAG = Kind.TEXT, Kind.TEXTS, Kind.INTEGER, Kind.FLAG

LINKED = (
    Column("drug_ids", _TEXTS, "the drugs of the arm (links `measured-with`)"),
    Column("comparator_ids", _TEXTS, "the drugs of the arm it is held against (links `compared-with`)"),
    Column("endpoint_id", _TEXT, "the endpoint (link `measures`)"),
    Column("population_id", _TEXT, "the population (link `in-population`)"),
    Column("study_id", _TEXT, "the study (link `from-study`)"),
    Column("milieu_id", _TEXT, "the hormonal milieu of the population; absent where it says none"),
    Column("sex_id", _TEXT, "the sex of the population; absent where it has both or says none"),
    Column("species_id", _TEXT, "the species of the population"),
    Column("site_ids", _TEXTS, "where it was measured"),
    Column("analysis_set", _TEXT, "which analysis it is, as the source words it"),
    Column("origin", _TEXT, "reported, or how a value was derived from reported ones"),
    Column("verification", _TEXT, "whether somebody read the value: citedOnly, verifiedInAbstract, verifiedInRecord, "
           "verifiedInFullText; absent without a value"),
    Column("off_treatment", _FLAG, "whether it was measured after treatment had stopped"),
    Column("pooled", _FLAG, "whether the arm pools several drugs"),
    Column("indicates_id", _TEXT, "the id of what the endpoint tells about: what is predicted; absent for none"),
    Column("cohort_ids", _TEXTS, "the studies that take no part in a prediction it is held against: its own, and those "
           "that share people with it"),
    Column("unusable", _TEXT, "why it cannot be held against a prediction; absent where it can"),
    Column("observed_sign", _INTEGER, "the sign observed of what the endpoint indicates: 1, -1, or 0 for no change; "
           "absent where the source gives none"),
    Column("significance", _TEXT, "significant, borderline, not significant or untested"),
    Column("comparative", _FLAG, "whether the comparator is an active drug: it says nothing of this drug alone"),
)  # fmt: skip


def tables(request: Request) -> tuple[Table, ...]:
    """Return the tables of the view asked for; the lossless view is its nodes and edges alone.

    Raises ``UnreadableInput`` while rows are read, as the property graph does.
    """
    graph = request.property_graph
    if request.view == lossless.NAME:
        return (*graph.nodes, *graph.edges)
    entities, outcomes = graph.nodes
    return (
        replace(entities, name="nodes"),
        replace(graph.edges[0], name="edges"),
        replace(
            outcomes, columns=(*convenient.OUTCOME, *LINKED), rows=lambda: _outcomes(request.graph, outcomes.rows())
        ),
        *record_tables.tables(request.graph),
        *route_tables.tables(request.graph),
    )


def dictionary(described: tuple[Table, ...]) -> Table:
    """Return the data dictionary: one row a column of the tables ``described``, in their order."""
    columns = (
        Column("id", _TEXT, "the table and the column, with a dot between"),
        Column("table", _TEXT, "the name of the table, which is that of its file"),
        Column("column", _TEXT, "the name of the column"),
        Column("kind", _TEXT, "text, texts (a list), integer, number or flag (true, false)"),
        Column("meaning", _TEXT, "what a cell means"),
    )

    def rows() -> Iterator[Row]:
        for one in described:
            for column in one.columns:
                yield (f"{one.name}.{column.name}", one.name, column.name, column.kind.value, column.meaning)

    return Table(DICTIONARY, "one column of one table", columns, rows)


def dictionary_text(described: tuple[Table, ...]) -> list[str]:
    """Return the data dictionary as lines of Markdown: one heading and one table of columns for each table."""
    lines: list[str] = []
    for one in described:
        lines += [f"## `{one.name}`", "", f"One row is {one.meaning}.", "", "| column | kind | meaning |"]
        lines += ["| --- | --- | --- |"]
        lines += [f"| `{c.name}` | {c.kind.value} | {c.meaning.replace('|', chr(92) + '|')} |" for c in one.columns]
        lines += [""]
    return lines


def _outcomes(graph: KnowledgeGraph, rows: Iterator[Row]) -> Iterator[Row]:
    by_id = {outcome["id"]: outcome for outcome in graph.section("outcomes")}
    for row in rows:
        yield (*row, *_linked(by_id[row[0]], graph.section("levels")["statistics"]))


def _linked(outcome: Any, statistics: Mapping[str, Any]) -> Row:
    arm, other = outcome["arm"] or {}, outcome["comparator"] or {}
    return (
        _ids(arm.get("drugs", ())),
        _ids(other.get("drugs", ())),
        *(compress(outcome[end]["iri"]) for end in ("endpoint", "population", "study")),
        *(compress(outcome[end]["iri"]) if outcome[end] else None for end in ("milieu", "sex", "species")),
        _ids(outcome["sites"]),
        outcome["analysis_set"],
        outcome["origin"],
        outcome["verification"],
        outcome["off_treatment"],
        bool(arm.get("pooled")),
        outcome["indicates"] and compress(outcome["indicates"]),
        tuple(sorted(compress(study) for study in outcome["cohort"])),
        usable(outcome),
        *observe(outcome, statistics),
    )


def _ids(refs: Any) -> tuple[str, ...]:
    return tuple(sorted({compress(ref["iri"]) for ref in refs}))
