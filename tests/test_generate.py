"""Generated graphs are the same for a seed, and like the packaged one."""

from __future__ import annotations

import numpy as np
import pytest

import kg
from bench.generate import Columns, Mix, generate, measured
from kg.network.encoding import numbered

SIZE = 20_000


@pytest.fixture(scope="module")
def mix() -> Mix:
    return measured(kg.load())


@pytest.fixture(scope="module")
def made(mix: Mix) -> Columns:
    return generate(mix, SIZE, seed=3)


def test_a_seed_gives_one_graph(mix: Mix, made: Columns) -> None:
    again, other = generate(mix, SIZE, seed=3), generate(mix, SIZE, seed=4)
    assert all(np.array_equal(one, same) for one, same in zip(made, again, strict=True))
    assert not np.array_equal(made.source, other.source)


def test_it_has_the_size_the_density_and_the_parallel_edges_that_were_measured(made: Columns) -> None:
    index = numbered(kg.load().network).index
    pairs = len(set(zip(index.source, index.target, strict=True)))
    assert len(made.source) == len(made.target) == len(made.sign) == len(made.kind) == SIZE
    assert made.nodes == pytest.approx(SIZE * index.nodes / index.edges, abs=1)
    share = len(set(zip(made.source.tolist(), made.target.tolist(), strict=True))) / SIZE
    assert share == pytest.approx(pairs / index.edges, abs=0.1)


def test_its_contexts_come_as_often_as_in_the_packaged_graph(made: Columns) -> None:
    index = numbered(kg.load().network).index
    wanted = np.bincount(np.asarray(index.kind)) / index.edges
    found = np.bincount(made.kind, minlength=len(wanted)) / SIZE
    assert np.abs(found - wanted).max() < 0.01


def test_its_hubs_are_hubs(made: Columns) -> None:
    """The largest has hundreds of edges, the middle one a few; an even graph would have twelve at each."""
    degrees = np.sort(np.bincount(made.source, minlength=made.nodes))
    assert degrees[-1] > 300
    assert np.median(degrees) < 6


def test_the_index_of_the_columns_has_the_kinds_of_the_packaged_graph(mix: Mix, made: Columns) -> None:
    assert made.indexed(mix.table).kinds is mix.table
    assert made.indexed().kinds.leaves == (0,)
