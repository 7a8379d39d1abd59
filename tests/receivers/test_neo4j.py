"""Neo4j with the packaged graph in it: the routes of ``explain`` as Cypher, hostile names, and a folder of any name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import networkx as nx
import pytest

import kg
from kg.api import Graph
from kg.base.prefixes import compress
from kg.export.cypher import Labels, name, statements, text
from kg.export.table import NODE, Row, Table
from tests.receivers.programs import neo4j
from tests.receivers.programs.bolt import QUERIES, ROUTES, Address, ask

pytestmark = [pytest.mark.slow, pytest.mark.java]
NAMES = (
    "`",
    "``",
    "a`) RETURN 1 AS x //",
    "\\u0060) RETURN 1 AS x //",
    "\\\\u0060",
    "\\",
    "a\\`b",
    "x:Y",
    "a b;c|d",
    "é\u202e",
)
VALUES = (
    "'}) DETACH DELETE (n) //",
    '"}] AS row DETACH DELETE row //',
    "\\",
    '\\"',
    "\\u0022}] AS x //",
    "\0",
    "a\n;\nb",
)


ONE_EMPTY_NAME = """
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ent:bare a owl:NamedIndividual , sb:Drug ; rdfs:label "bare" ; skos:altLabel "" .
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The packaged graph and a drug whose only other name is empty."""
    overlay = tmp_path_factory.mktemp("overlay") / "bare.ttl"
    overlay.write_text(ONE_EMPTY_NAME, encoding="utf-8")
    return kg.load(data=[overlay])


@pytest.fixture(scope="module")
def server(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """A server into which ``import.sh`` brought the convenient view from a folder with a hard name."""
    folder = tmp_path_factory.mktemp("exports") / "my graph, v1 (new)+[x] 'q' $HOME"
    graph.export("neo4j", str(folder))
    before = sorted(path.name for path in folder.iterdir())
    with neo4j.installed() as home:
        printed = neo4j.run_import(folder, home)
        assert "IMPORT DONE" in printed
        assert sorted(path.name for path in folder.iterdir()) == before, "the import leaves nothing behind"
        with neo4j.serving(home) as address:
            yield address


def expected_routes(graph: Graph) -> set[tuple[str, ...]]:
    """The routes that the query asks for, by networkx."""
    view = graph.to_networkx()
    walked = nx.MultiDiGraph()
    for source, target, key, facts in view.edges(keys=True, data=True):
        kinds = view.nodes[source]["kind"], view.nodes[target]["kind"]
        end_result = kinds[0] in ("Drug", "ChemicalEntity", "Intervention") and kinds[1] in ("Phenotype", "Biomarker")
        stands = facts["status"] in ("supported", "contested", "inferred") and facts["relation_kind"] == "causal"
        if (
            stands
            and facts.get("sign") in (1, -1)
            and not end_result
            and facts["inferred_by"] not in ("siteRollUp", "doseBand")
        ):
            walked.add_edge(source, target, key=key)
    ends = [
        node
        for node in walked
        if view.nodes[node]["label"] in ("lumbar spine BMD", "bone mineral density", "bone mass")
    ]
    start = next(node for node in walked if view.nodes[node]["label"] == "toremifene")
    return {
        tuple(compress(key) for _, _, key in path)
        for end in ends
        for path in nx.all_simple_edge_paths(walked, start, end, cutoff=4)
    }


def test_the_routes_of_explain_are_found_as_cypher(graph: Graph, server: Address) -> None:
    """The query finds just the routes that networkx finds under the same conditions. Each route that ``explain`` gives
    for men on ADT is one of them, with the same sign, where each step begins at what the one before leads to; the
    others go on from a broader or narrower thing, which is no edge of this view.
    """
    query = (QUERIES / "cypher" / f"{ROUTES}.cypher").read_text(encoding="utf-8")
    found = {tuple(row["assertions"]): row["sign"] for row in ask(server, queries={"routes": query}).rows["routes"]}
    assert set(found) == expected_routes(graph)
    answer = graph.explain("toremifene", "lumbar spine BMD", population="men on ADT")
    told = {tuple(compress(step["assertion"]) for step in route["steps"]): route["sign"] for route in answer["routes"]}
    ends = {compress(key): (source, target) for source, target, key in graph.to_networkx().edges(keys=True)}
    joined = {
        route: sign
        for route, sign in told.items()
        if all(ends[one][1] == ends[other][0] for one, other in pairwise(route))
    }
    assert (len(told), len(joined)) == (12, 10)
    assert {route: {1: "+", -1: "-"}[found[route]] for route in joined} == joined


def test_a_list_of_one_empty_text_is_held(server: Address) -> None:
    """As the rule of the README says, since the import would take it for no list."""
    query = "MATCH (n:Entity {id: 'ent:bare'}) RETURN n.synonyms AS synonyms, n.xrefs AS xrefs"
    assert ask(server, queries={"bare": query}).rows["bare"] == [{"synonyms": ["\x1b0"], "xrefs": None}]
    assert neo4j.listed("\x1b0") == ""


def test_hostile_names_and_values_make_no_statement_node_or_property(server: Address) -> None:
    """Each name is the label it was, each value the property it was, and nothing that stood there before is gone."""
    rows: list[Row] = [(f"x:{n}", ("Resource", label), label) for n, label in enumerate(NAMES)]
    rows += [(f"y:{n}", ("Resource",), told) for n, told in enumerate(VALUES)]
    table = Table("subjects", "", NODE, lambda: iter(rows))
    count = {"before": "MATCH (n) RETURN count(n) AS count"}
    before = ask(server, queries=count).rows["before"][0]["count"]
    read = "MATCH (n:Resource) RETURN n.id AS id, labels(n) AS labels, properties(n) AS all ORDER BY id"
    held = ask(server, list(statements(table, table.rows(), Labels())), {**count, "read": read}).rows
    assert held["before"][0]["count"] == before + len(rows)
    assert {row["id"]: (sorted(row["labels"]), row["all"]) for row in held["read"]} == {
        str(own): (sorted(map(str, labels)), {"id": own, "label": label})
        for own, labels, label in rows
        if isinstance(labels, tuple)
    }


def test_a_name_is_more_than_doubled_backticks(server: Address) -> None:
    """Why a backslash in a name is written by its number: as it is, it would end the name."""
    label = "a\\u0060) RETURN 1 AS broken //"
    queries = {
        "plain": f"CREATE (n:`{label}`) RETURN 2 AS broken",
        "ours": f"CREATE (n:{name(label)}) RETURN 2 AS broken",
    }
    rows = ask(server, queries=queries).rows
    assert rows == {"plain": [{"broken": 1}], "ours": [{"broken": 2}]}
    assert ask(server, queries={"text": f"RETURN {text(label)} AS text"}).rows["text"] == [{"text": label}]
