"""``kg.spark`` in two worker processes gives the answers of the single machine, also when one of them is killed."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import kg
from bench.generate import Columns, generate, measured
from bench.generate_tables import write
from kg.answers.question import node, question, targets
from kg.api import Graph
from kg.base.prefixes import compress
from kg.errors import WrongUse
from kg.network.context import GRADES, SOUGHT, Context, Grader
from kg.network.encoding import numbered
from kg.reasoning.routes import Search
from kg.search import Ask
from kg.search.engine import every
from tests.receivers.spark import Route, asked, complete, reached, routes, unsound, ways_of

pytestmark = [pytest.mark.slow, pytest.mark.java]
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "run-the-routes-on-spark.md"
ENT = "https://w3id.org/serm-bone/entity/"
SOURCES = ("toremifene", "Evista", "tamoxifen", "estradiol", "denosumab", "RANKL")
TARGETS = ("lumbar spine BMD", "bone resorption", "OPG")
STEPS = 4
WHERE: tuple[dict[str, str], ...] = (
    {"population": "men on ADT"},
    {"milieu": "pre-menopause", "species": "human"},
    {"anatomy": "bone"},
    {"milieu": "estrogen-replete", "anatomy": "bone"},
)
SCARCE, SCARCE_STEPS = 150, 5
LARGE, LARGE_STEPS = 1_000_000, 4
HUBS = (20, 40, 80, 160, 320)
LARGE_WHERE: tuple[dict[str, str], ...] = ({}, {"milieu": "ent:adt", "species": "ent:human"})


class Packaged(NamedTuple):
    """The packaged graph and what Spark says of it: by name of the question, by name in the script of the page, and
    of names by what they are asked for as.
    """

    graph: Graph
    told: dict[str, Any]
    page: dict[str, Any]
    workers: list[int]
    named: dict[tuple[str, str], list[str]]


class Large(NamedTuple):
    """A generated graph, the ends that were asked for, and what Spark says of it."""

    graph: Graph
    columns: Columns
    sources: list[int]
    targets: list[int]
    told: dict[str, Any]


def ask(what: str, **arguments: Any) -> dict[str, Any]:
    """A question of the job."""
    return {"what": what, "with": arguments}


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    """Every question to the packaged graph, in one job."""
    top, graph = tmp_path_factory.mktemp("packaged"), kg.load()
    graph.export("parquet", str(top / "tables"))
    shutil.copytree(top / "tables", top / "other")
    manifest = json.loads((top / "other" / "manifest.json").read_text())
    (top / "other" / "manifest.json").write_text(json.dumps({**manifest, "version": "0.0.0"}))
    (top / "empty").mkdir()
    installed = top / "installed" / f"serm_bone_kg-{version('serm-bone-kg')}.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: serm-bone-kg\nVersion: {version('serm-bone-kg')}\n"
    )
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    pair: dict[str, Any] = {"sources": "toremifene", "targets": "RANKL"}
    asks: dict[str, dict[str, Any]] = {
        "reach": ask("reach", drugs=SOURCES[:3], max_steps=STEPS, **WHERE[0]),
        **{
            f"routes {number}": ask("routes", sources=SOURCES, targets=TARGETS, max_steps=STEPS, **where)
            for number, where in enumerate(WHERE)
        },
        "scarce": ask("routes", sources=SOURCES, targets=TARGETS, max_steps=SCARCE_STEPS, work=SCARCE, **WHERE[0]),
        "unknown": ask("routes", **{**pair, "sources": "Toremifen"}),
        "unknown part": ask("routes", **{**pair, "sources": "spine"}),
        "unknown milieu": ask("reach", drugs="toremifene", milieu="post-menopaus"),
        "unknown tissue": ask("concordance", anatomy="no tissue"),
        "ambiguous": ask("reach", drugs="toremifene", population="Healthy postmenopausal women"),
        "record": ask("routes", **{**pair, "targets": "men on ADT"}),
        "source first": ask("routes", sources="men on ADT", targets="no such", population="no such"),
        "target first": ask("routes", **{**pair, "targets": "no such"}, population="no such people"),
        "steps": ask("reach", drugs="toremifene", max_steps=13),
        "work": ask("routes", **pair, work=0),
        "contradiction": ask("routes", **pair, population="men on ADT", milieu="pre-menopause"),
        "other species": ask("routes", **pair, population="men on ADT", species="mouse"),
        "empty": {**ask("concordance"), "folder": str(top / "empty")},
        "other": {**ask("concordance"), "folder": str(top / "other")},
    }
    frames = ["routes", "reach", "verdicts", "discordant"]
    names = wanted_names(graph)
    told = asked(top / "tables", list(asks.values()), [top / "installed"], code=code, frames=frames, names=names)
    named = dict(zip(names, told["named"], strict=True))
    return Packaged(graph, dict(zip(asks, told["answers"], strict=True)), told["page"], told["workers"], named)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Large:
    """A million edges; in the midst of the second question a worker is killed."""
    folder, graph = tmp_path_factory.mktemp("large") / "tables", kg.load()
    columns = generate(measured(graph), LARGE)
    write(graph, folder, columns)
    begins, ends = (
        np.argsort(-np.bincount(column, minlength=columns.nodes))[list(HUBS)].tolist()
        for column in (columns.source, columns.target)
    )
    sources, goals = list(map(thing, begins)), list(map(thing, ends))
    asks: list[dict[str, Any]] = [
        ask("routes", sources=sources, targets=goals, max_steps=LARGE_STEPS, **where) for where in LARGE_WHERE
    ]
    asks[1]["kill"] = True
    asks.append(ask("reach", drugs=sources[:2], max_steps=2, **LARGE_WHERE[1]))
    return Large(graph, columns, begins, ends, asked(folder, asks))


def wanted_names(graph: Graph) -> list[tuple[str, str]]:
    """Return what each is asked for as, and the name: every name of the graph as an end of a route, labels and synonyms
    in capitals with blanks around too, and the names of what a part of a context may be as that part.
    """
    index, wanted = graph.names, []
    for name, _, iri in index.everything():
        wanted.append(("thing", name))
        wanted += [(part, name) for part in SOUGHT if index.item(iri)["kind"] in SOUGHT[part].kinds]
    for iri in graph.section("entities")["items"]:
        item = index.item(iri)
        wanted += [("thing", f" {name.upper()}\t") for name in (item["label"], *item["synonyms"])]
    return sorted({*wanted, ("thing", "no such thing"), ("thing", " "), ("species", "men on ADT")})


def alone(graph: Graph, part: str, name: str) -> list[str]:
    """Return what a name means on the single machine, or class and message of the refusal, as the job tells it."""
    try:
        found = node(graph, name) if part == "thing" else graph.names.find(name, kinds=SOUGHT[part].kinds)
    except WrongUse as error:
        return [type(error).__name__, str(error)]
    return [compress(found)]


def thing(number: int) -> str:
    return f"ent:G{number:08d}"


def searched(graph: Graph, steps: int, **where: str) -> Iterator[tuple[str, str, Search, list[Route]]]:
    """Yield the ids of each pair with its search on the single machine and the routes."""
    for source, target in product(SOURCES, TARGETS):
        one = question(graph, source, target, max_steps=steps, **where)
        ends, grader = targets(graph, one.target), Grader(graph.names, one.asked, one.source, graph.network.rules)
        search = Search(graph.standing(), grader, steps).run(one.source, ends)
        assert not search.stopped
        found = ways_of(search, grader, ends, one.source, one.target)
        yield compress(one.source), compress(one.target), search, found


def local(graph: Graph, steps: int, **where: str) -> list[Route]:
    """The routes of all pairs on the single machine."""
    return sorted(route for *_, found in searched(graph, steps, **where) for route in found)


@pytest.mark.parametrize("number", range(len(WHERE)))
def test_routes_are_those_of_the_single_machine(packaged: Packaged, number: int) -> None:
    """Eighteen pairs in a context: every route with its grade and sign; at high estradiol, displacement too."""
    assert packaged.workers == [0, 1]
    told = packaged.told[f"routes {number}"]
    wanted = local(packaged.graph, STEPS, **WHERE[number])
    assert routes(told) == wanted
    assert told["stopped"] == []
    assert len(wanted) > 100


@pytest.mark.parametrize("number", [1, 3])
def test_displacement_takes_routes_away(packaged: Packaged, number: int) -> None:
    """The contexts with high estradiol, the broadest among them, are some in which steps are displaced, so that the
    test above is of them too.
    """
    one = question(packaged.graph, "toremifene", "OPG", max_steps=STEPS, **WHERE[number])
    grader = Grader(packaged.graph.names, one.asked, one.source, packaged.graph.network.rules)
    search = Search(packaged.graph.standing(), grader, STEPS)
    assert any(search.objections.displaced(edge) for edge in packaged.graph.network.edges)


def test_concordance_is_that_of_the_single_machine(packaged: Packaged) -> None:
    """Every usable outcome: prediction, lean, grade, what was observed, and the verdict."""
    found = {
        row["outcome"]: (
            *(row[name] for name in ("drug", "predicted", "lean", "grade", "observed", "significance", "verdict")),
            row["stopped"],
        )
        for row in packaged.page["verdicts"]
    }
    wanted = {
        compress(row["outcome"]["iri"]): (
            compress(row["drug"]["iri"]),
            *(row[name] for name in ("predicted", "lean", "grade")),
            *row["observed"].values(),
            row["verdict"],
            False,
        )
        for row in packaged.graph.concordance().to_dict()["rows"]
    }
    assert found == wanted
    assert len(found) == len(packaged.page["verdicts"]) > 300
    assert len({row[-2] for row in found.values()}) == 9


def test_reach_is_that_of_a_walk_over_states(packaged: Packaged) -> None:
    """Three drugs in men on ADT; and every route ends at a thing that is reached with its sign, as soon or sooner."""
    graph, numbers = packaged.graph, numbered(packaged.graph.network)
    things = {number: compress(iri) for iri, number in numbers.nodes.items()}
    wanted: dict[tuple[str, str, int], int] = {}
    for name in SOURCES[:3]:
        one = question(graph, name, "OPG", max_steps=STEPS, **WHERE[0])
        own = reached(
            numbers.index, numbers.ranks(one.asked, one.source), numbers.nodes[one.source], STEPS, unsound(graph)
        )
        wanted |= {(compress(one.source), things[node], sign): steps for (node, sign), steps in own.items()}
    found = {(row["source"], row["node"], row["sign"]): row["steps"] for row in packaged.told["reach"]["rows"]}
    assert found == wanted
    assert len(found) == len(packaged.told["reach"]["rows"]) > 100
    for source, _, _, sign, edges, nodes in routes(packaged.told["routes 0"]):
        if source in {compress(question(graph, name, "OPG").source) for name in SOURCES[:3]}:
            assert found[source, nodes[-1], sign] <= len(edges)


def test_a_question_that_runs_out_of_work_is_told_with_what_is_complete(packaged: Packaged) -> None:
    """Its routes of up to so many steps are all there and no longer ones; the other questions are whole."""
    told = packaged.told["scarce"]
    stopped, wanted, whole = {}, [], 0
    for source, target, search, found in searched(packaged.graph, SCARCE_STEPS, **WHERE[0]):
        steps = complete(search, SCARCE_STEPS, SCARCE)
        if steps is not None:
            stopped[source, target] = steps
        wanted += [route for route in found if steps is None or len(route[4]) <= steps]
        whole += len(found)
    assert {(row["source"], row["target"]): row["complete"] for row in told["stopped"]} == stopped
    assert len(told["stopped"]) == len(stopped)
    assert routes(told) == sorted(wanted)
    assert 0 < len(wanted) < whole
    assert 0 < len(stopped) < len(SOURCES) * len(TARGETS)
    assert max(stopped.values()) > 0


def test_every_name_means_what_it_means_on_the_single_machine(packaged: Packaged) -> None:
    """As an end of a route and as a part of a context; and what is refused, is with the same words, but that names
    which are near an unknown one are found in another way.
    """
    found = {asked: means if means[0] != "UnknownName" else means[:1] for asked, means in packaged.named.items()}
    wanted = {asked: alone(packaged.graph, *asked) for asked in found}
    assert found == {asked: means if means[0] != "UnknownName" else means[:1] for asked, means in wanted.items()}
    assert {name for name, *_ in packaged.graph.names.everything()} <= {name for part, name in found if part == "thing"}
    assert {part for part, _ in found} == set(SOUGHT)
    refused = Counter(means[0] for means in found.values() if len(means) > 1 or means[0] == "UnknownName")
    assert refused["BadParameter"] > 5000
    assert refused["AmbiguousName"] > 5
    assert 3 <= refused["UnknownName"] < 20


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("ORX", "ent:orchidectomised"),
        ("OVX", "ent:ovariectomised"),
        ("ADT", "ent:adt"),
        ("BMD", "ent:bone-mineral-density"),
        ("cerebrovascular accident", "ent:stroke"),
    ],
)
def test_of_several_things_a_name_means_that_of_the_better_rank(packaged: Packaged, name: str, means: str) -> None:
    """By hand: a label before a synonym before an identifier, and a thing of the mechanism before others."""
    assert packaged.named["thing", name.casefold()] == [means]


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("unknown", "UnknownName", "no entity is called 'Toremifen'; nearest: toremifene, "),
        ("unknown part", "UnknownName", "no entity is called 'spine'; nearest: lumbar spine, "),
        ("unknown milieu", "UnknownName", "no milieu is called 'post-menopaus'; nearest: post-menopause, "),
        ("unknown tissue", "UnknownName", "no tissue is called 'no tissue'; nearest: "),
        ("ambiguous", "AmbiguousName", "'Healthy postmenopausal women' may mean healthy postmenopausal women "
         "(std:komi-2004-pop), healthy postmenopausal women (std:komi-2006-pop), "),
        ("record", "BadParameter", "'men on ADT' is a population, not a thing that routes run between; name a drug, a "
         "process or an outcome"),
        ("source first", "BadParameter", "'men on ADT' is a population"),
        ("target first", "UnknownName", "no entity is called 'no such'; nearest: "),
        ("other species", "BadParameter", "men on ADT are human, not mouse; leave one of the two out"),
        ("steps", "BadParameter", "max_steps is 13; give a number from 1 to 12"),
        ("work", "BadParameter", "work is 0"),
        ("contradiction", "BadParameter", "men on ADT are androgen-deprived, not pre-menopause; leave one "
         "of the two out"),
        ("empty", "UnreadableInput", "is no manifest of an export; kg export parquet -o FOLDER writes one"),
        ("other", "UnreadableInput", "was written by version 0.0.0"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_says_what_to_do(packaged: Packaged, name: str, kind: str, words: str) -> None:
    told = packaged.told[name]["error"]
    assert told[0] == kind
    assert words in told[1]


def test_the_code_of_the_how_to_runs(packaged: Packaged) -> None:
    """It finds routes, what is reached, and verdicts."""
    assert all(packaged.page.values())
    assert {row["verdict"] for row in packaged.page["discordant"]} == {"discordant", "discordant-direction-only"}


@pytest.mark.parametrize("number", range(len(LARGE_WHERE)))
def test_routes_on_a_million_edges_are_those_of_the_search(large: Large, number: int) -> None:
    """Twenty-five pairs of hubs in two contexts, route for route; during the second a worker was killed."""
    where = {name: ENT + value.removeprefix("ent:") for name, value in LARGE_WHERE[number].items()}
    ranks = numbered(large.graph.network).ranks(Context(**where), ENT + thing(0))
    index = large.columns.indexed(measured(large.graph).table)
    wanted = []
    for source, target in product(large.sources, large.targets):
        found = every(Ask(index, source, {target: 0}, LARGE_STEPS, ranks))
        assert not found.stopped
        for route in found.routes:
            given = [int(index.given[edge]) for edge in route]
            grade = max(ranks[large.columns.kind[edge]] for edge in given)
            sign = int(np.prod([large.columns.sign[edge] for edge in given]))
            nodes = tuple(thing(large.columns.target[edge]) for edge in given)
            edges = tuple(f"asr:G{edge:08d}" for edge in given)
            wanted.append((thing(source), thing(target), GRADES[grade], sign, edges, nodes))
    told = large.told["answers"][number]
    assert routes(told) == sorted(wanted)
    assert told["stopped"] == []
    assert len(wanted) > 500


def test_reach_on_a_million_edges_is_that_of_a_walk_over_states(large: Large) -> None:
    where = {name: ENT + value.removeprefix("ent:") for name, value in LARGE_WHERE[1].items()}
    ranks = numbered(large.graph.network).ranks(Context(**where), ENT + thing(0))
    index = large.columns.indexed(measured(large.graph).table)
    wanted = {
        (thing(source), thing(node), sign): steps
        for source in large.sources[:2]
        for (node, sign), steps in reached(index, ranks, source, 2, ()).items()
    }
    found = {(row["source"], row["node"], row["sign"]): row["steps"] for row in large.told["answers"][2]["rows"]}
    assert found == wanted
    assert len(found) > 1000


def test_the_killed_worker_was_at_work_and_another_came(large: Large) -> None:
    """Tasks were running when its process was killed; afterwards it is gone, and a worker of a new number is there."""
    killed = large.told["killed"]
    assert killed["tasks"] > 0
    assert killed["before"] == [0, 1]
    assert killed["executor"] in killed["before"]
    assert killed["executor"] not in killed["after"]
    assert len(killed["after"]) == 2
    assert max(killed["after"]) > max(killed["before"])
