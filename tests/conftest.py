"""Shared fixtures: the packaged graph, and a way to run the command line in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import kg
from kg.api import Graph
from kg.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def graph() -> Graph:
    """The packaged graph, compiled once."""
    return kg.load()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line; return exit code, standard output, standard error."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return command
