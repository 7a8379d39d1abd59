"""Tables that a search for routes in a context needs: names, contexts of edges, closures, and conducting steps.

They hold what ``kg.network.signed_graph`` and ``kg.network.support`` walk on, so that an engine for large
data (Spark, DuckDB) finds the same routes by joins, without this package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kg.answers.parts.route_rows import tested_with
from kg.base.namespaces import SB
from kg.base.prefixes import compress
from kg.export.name_table import NAME, names
from kg.export.table import Column, Kind, Row, Table
from kg.export.withdrawal_table import WITHDRAWAL, withdrawals
from kg.network.context import population_context

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_TEXT, _TEXTS, _INTEGER, _FLAG = Kind.TEXT, Kind.TEXTS, Kind.INTEGER, Kind.FLAG
_WHERE = ("subject_anatomy", "object_anatomy", "milieu", "sex", "species")

CONTEXT = (
    Column("id", _TEXT, "edge, dimension and value with slashes between; unique"),
    Column("edge", _TEXT, "the id of the edge"),
    Column("dimension", _TEXT, "subject-anatomy, object-anatomy, milieu, sex, species or tested-with"),
    Column("value", _TEXT, "the id of the node; no row of a dimension means that it is not stated"),
)
CLOSURE = (
    Column("id", _TEXT, "narrower, relation and broader with slashes between; unique"),
    Column("narrower", _TEXT, "the id of a node"),
    Column("broader", _TEXT, "the id of what it is part of, or a narrower kind of, in one or more steps; never itself"),
    Column("relation", _TEXT, "part-of or narrower-than"),
)
INDICATOR = (
    Column("id", _TEXT, "the id of the endpoint; unique"),
    Column("quantity", _TEXT, "the id of the quantity that it measures"),
    Column("indicates", _TEXT, "the id of the process or state that it tells about"),
    Column("sign", _INTEGER, "1 where more of it means more of that, -1 where it means less; absent where not stated"),
    Column("sites", _TEXTS, "where it is measured"),
)
STEP = (
    Column("id", _TEXT, "edge and target with a slash between; unique"),
    Column("edge", _TEXT, "the id of the edge"),
    Column("source", _TEXT, "the id of the node that the step begins at"),
    Column("target", _TEXT, "the id of the node that it leads to"),
    Column("sign", _INTEGER, "1 or -1; the sign of a route is the product"),
    Column("widened", _FLAG, "whether it leads to a broader thing, or a subtype of a receptor, than the edge names"),
    Column("covers", _TEXTS, "the nodes that count as visited once it is taken, its target among them"),
    Column("circulates", _FLAG, "whether blood carries the target, so that its place does not bind the next step"),
    Column("rule_grade", _TEXT, "the best grade that what a rule derived can have; absent for what a source says"),
    Column("rule_dimension", _TEXT, "the dimension in which the rule leaves its premise"),
    Column("opposition", _INTEGER, "1 where evidence stands against it, else 0"),
    Column("system", _INTEGER, "the rank of the best experimental system that supports it, 0 the best"),
    Column("independence", _INTEGER, "1 where fewer than two independent studies support it, else 0"),
    Column("studies", _TEXTS, "the studies that it rests on"),
    Column("leaves", _TEXTS, "the ids of the places where it was shown to begin; empty for anywhere"),
    Column("reaches", _TEXTS, "the ids of the places where it was shown to end; empty for anywhere"),
    Column("milieu", _TEXTS, "the ids of the hormonal milieux in which it was shown"),
    Column("sex", _TEXTS, "the ids of the sexes in which it was shown"),
    Column("species", _TEXTS, "the ids of the species in which it was shown"),
    Column("ligands", _TEXTS, "the ids of the ligands it was shown with, for others it is extrapolated; empty "
           "where its subject is itself a drug of a class, or none is named"),
)  # fmt: skip
POPULATION = (
    Column("id", _TEXT, "the id of the population; unique"),
    Column("milieu", _TEXT, "the id of its hormonal milieu, or of that of a wider one; absent where none says"),
    Column("sex", _TEXT, "the id of its sex; absent where it has both or says none"),
    Column("species", _TEXT, "the id of its species"),
)
TIER = (
    Column("id", _TEXT, "the part: grade, or the name of a column of `steps`"),
    Column("place", _INTEGER, "0 for the part that is looked at first"),
    Column("label", _TEXT, "the part in words, of a route"),
)


def tables(graph: KnowledgeGraph) -> tuple[Table, ...]:
    """Return the tables ``names``, ``contexts``, ``closures``, ``indicators``, ``populations``, ``tiers``, ``steps``,
    and what changes once the study of an outcome is withdrawn: ``spare-steps`` and ``withdrawals``.
    """
    step = "one way to take a step of a route: a conducting edge and where it leads"
    spare = "one step that a drug's own evidence took the place of, walked where that is withdrawn"
    without = "one edge whose standing or strength rests on what a cohort brings"
    part = "one thing that another is part of, or a narrower kind of"
    named = "one name, as what it is asked for, and what it means"
    return (
        Table("names", named, NAME, lambda: names(graph)),
        Table("contexts", "one value of one dimension of the context of an edge", CONTEXT, lambda: _contexts(graph)),
        Table("closures", part, CLOSURE, lambda: _closures(graph)),
        Table("indicators", "one endpoint that tells about something", INDICATOR, lambda: _indicators(graph)),
        Table("populations", "one population and what it is asked in", POPULATION, lambda: _populations(graph)),
        Table("tiers", "one part of what decides between routes, the least being best", TIER, lambda: _tiers(graph)),
        Table("steps", step, STEP, lambda: _steps(graph, spare=False)),
        Table("spare-steps", spare, STEP, lambda: _steps(graph, spare=True)),
        Table("withdrawals", without, WITHDRAWAL, lambda: withdrawals(graph)),
    )


def _contexts(graph: KnowledgeGraph) -> Iterator[Row]:
    for item in sorted(graph.section("assertions")["items"].values(), key=lambda item: item["id"]):
        dimensions = {
            "subject-anatomy": item["subject_anatomy"],
            "object-anatomy": item["object_anatomy"],
            **{name: item[name] for name in ("milieu", "sex", "species")},
            "tested-with": tested_with(graph, item),
        }
        for dimension, values in dimensions.items():
            for value in sorted({compress(iri) for iri in values}):
                yield (f"{item['id']}/{dimension}/{value}", item["id"], dimension, value)


def _closures(graph: KnowledgeGraph) -> Iterator[Row]:
    for own, item in _sorted(graph.section("entities")["items"]):
        for relation, name in (("narrower-than", "broader"), ("part-of", "part_of")):
            for broader in sorted(compress(iri) for iri in item[name]):
                yield (f"{own}/{relation}/{broader}", own, broader, relation)


def _indicators(graph: KnowledgeGraph) -> Iterator[Row]:
    for own, item in _sorted(graph.section("entities")["items"]):
        if item["kind"] == "Endpoint":
            iri = item["iri"]
            quantity, indicates = _first(graph, iri, "quantity"), _first(graph, iri, "indicates")
            sign = _first(graph, iri, "indicatorSign")
            yield (
                own,
                quantity and compress(quantity),
                indicates and compress(indicates),
                int(sign) if sign is not None else None,
                tuple(compress(site) for site in _values(graph, iri, "site")),
            )


def _populations(graph: KnowledgeGraph) -> Iterator[Row]:
    for own, item in _sorted(graph.section("entities")["items"]):
        if item["kind"] == "Population":
            lives = population_context(graph.names, item["iri"])
            yield (own, *(iri and compress(iri) for iri in (lives.milieu, lives.sex, lives.species)))


def _tiers(graph: KnowledgeGraph) -> Iterator[Row]:
    for place, tier in enumerate(graph.section("levels")["tiers"]):
        yield (tier["name"], place, tier["label"])


def _steps(graph: KnowledgeGraph, *, spare: bool) -> Iterator[Row]:
    network, standing, ranks = graph.network, graph.standing(), graph.section("levels")["systems"]
    for edge in sorted(network.edges, key=lambda edge: (compress(edge.iri), compress(edge.target))):
        if standing.stands(edge.iri) is not spare:
            item = network.item(edge.iri)
            rule = network.rules.get(item["rule"] or "", {})
            acts = graph.names.items.get(item["subject"], {}).get("drug_class")
            strength = standing.strength(edge.iri, ranks)
            own, target = compress(edge.iri), compress(edge.target)
            yield (
                f"{own}/{target}",
                own,
                compress(edge.source),
                target,
                edge.sign,
                edge.widened,
                tuple(sorted(compress(iri) for iri in network.covered(edge))),
                network.circulates(edge.target),
                rule.get("grade"),
                rule.get("dimension"),
                *(strength[name] for name in ("opposition", "system", "independence")),
                tuple(sorted(compress(study) for study in standing.studies(edge.iri) if study)),
                *(_compressed(item[name]) for name in _WHERE),
                () if acts else _compressed(item["ligand"]),
            )


def _compressed(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({compress(iri) for iri in iris}))


def _sorted(items: Any) -> list[tuple[str, Any]]:
    return sorted((compress(iri), item) for iri, item in items.items())


def _values(graph: KnowledgeGraph, subject: str, name: str) -> list[str]:
    import pyoxigraph as ox

    found = graph.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(SB + name), None, None)
    return sorted({quad.object.value for quad in found if isinstance(quad.object, (ox.NamedNode, ox.Literal))})


def _first(graph: KnowledgeGraph, subject: str, name: str) -> str | None:
    return next(iter(_values(graph, subject, name)), None)
