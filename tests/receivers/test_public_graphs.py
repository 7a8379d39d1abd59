"""Graphs of other people, laid over this one: all of each is read, and nothing that this graph concludes changes."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from kg.search.engine import just
from tests.conftest import Run
from tests.receivers import graph_rows
from tests.receivers.conftest import OPTION
from tests.receivers.public import GRAPHS, PATHWAY_COMMONS, PublicGraph, Read

QUESTIONS = (("toremifene", "lumbar spine BMD"), ("raloxifene", "bone mass"), ("estradiol", "RANKL"))
Laid = tuple[PublicGraph, Read, Path]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=[(graph, read) for graph in GRAPHS for read in graph.files])
def laid(request: pytest.FixtureRequest) -> Laid:
    """A file of a public graph."""
    graph, read = request.param
    return graph, read, graph.fetched() / read.file


@pytest.fixture(scope="module")
def over(laid: Laid) -> Graph:
    """The packaged graph with that file laid over it."""
    return kg.load(data=[laid[2]])


@pytest.fixture(scope="module")
def hold_row(request: pytest.FixtureRequest) -> Iterator[Callable[[PublicGraph, Read, Path], None]]:
    """What a test calls with what it found: the page must print just that, or is written from it."""
    writing = request.config.getoption(OPTION, default=False)
    rows = {} if writing else graph_rows.printed()

    def hold_one(graph: PublicGraph, read: Read, path: Path) -> None:
        cells = graph_rows.held(graph, read)
        if writing:
            rows[cells] = graph_rows.measured(path, int(cells[4]))
        assert cells in rows, f"docs/{graph_rows.PAGE.name} prints something else: make receivers"

    yield hold_one
    if writing:
        graph_rows.PAGE.write_text(graph_rows.page(cells + costs for cells, costs in rows.items()), encoding="utf-8")


def test_every_edge_is_walked_or_counted_among_those_left_out(
    laid: Laid, over: Graph, hold_row: Callable[[PublicGraph, Read, Path], None]
) -> None:
    """As many of each sign, and of each relation that is no action, as other programs count in the file."""
    graph, read, path = laid
    layer = over.layer
    assert layer is not None
    signs = [layer.index.sign[edge] for edge in range(layer.index.edges) if layer.curated(edge) is None]
    assert (signs.count(1), signs.count(-1), signs.count(0)) == (read.positive, read.negative, read.unsigned)
    assert layer.manifest["left_out"] == read.left_out
    hold_row(graph, read, path)


def test_nothing_that_this_graph_concludes_changes(over: Graph, graph: Graph) -> None:
    """Conclusions, predictions with their grades, verdicts on outcomes, comparisons: cell by cell the same."""
    for source, target in QUESTIONS:
        answer = over.explain(source, target)
        assert answer.unreviewed is not None
        assert {**answer.to_dict(), "unreviewed": None} == graph.explain(source, target).to_dict()
        assert over.robust(source, target).to_dict() == graph.robust(source, target).to_dict()
    assert over.concordance().to_dict() == graph.concordance().to_dict()
    assert over.conclusions() == graph.conclusions()
    compared = [one.compare("toremifene", "raloxifene", anatomy="bone,breast") for one in (over, graph)]
    assert compared[0].to_dict() == compared[1].to_dict()


def test_each_unreviewed_step_stands_in_the_file(laid: Laid, over: Graph) -> None:
    """In the line that it names: with that relation, that sign, and its ends where this graph has no name for them."""
    _, _, path = laid
    layer = over.layer
    assert layer is not None
    lines = _lines(path)
    walked = [edge for ask in graph_rows.asks(layer) for route in just(ask, 3, 1).routes for edge in route]
    for edge in walked:
        if layer.curated(edge) is None and ".sif" in path.name:
            stated, index = layer.stated(edge), layer.index
            subject, relation, *objects = lines[int(stated.id.split(":")[1]) - 1]
            ends = {layer.ids[index.source[edge]], layer.ids[index.target[edge]]}
            assert {end for end in ends if not end.startswith("https:")} <= {subject, *objects}
            assert (stated.relation, index.sign[edge]) == (relation, {"1": 1, "-1": -1}.get(relation, 0))


def _lines(path: Path) -> list[list[str]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    return [line.split("\t") if "\t" in line else line.split() for line in text.split("\n")]


def test_both_engines_find_the_same_routes(over: Graph) -> None:
    """The compiled loops and those in plain Python, route for route, over things drawn by lot."""
    pytest.importorskip("numba")
    layer = over.layer
    assert layer is not None
    found = [
        [list(just(ask, 10, 1, engine).routes) for ask in graph_rows.asks(layer)] for engine in ("plain", "compiled")
    ]
    assert found[0] == found[1]


def test_a_question_about_a_drug_passes_over_the_genes_of_a_public_graph(run: Run) -> None:
    """Raloxifene is CHEBI:8772 there, and the coactivator SRC-1 is NCOA1; the sign stays unknown, and is said to be."""
    path = PATHWAY_COMMONS.fetched() / PATHWAY_COMMONS.files[0].file
    code, out, _ = run("explain", "raloxifene", "bone mass", "--data", str(path))
    assert code == 0
    told = out[out.index("UNREVIEWED, never part of the prediction: 836245 edges") :]
    assert "sign ?" in told
    assert "raloxifene ─── SRC-1   [chemical-affects; UNREVIEWED" in told
