"""ArcadeDB, embedded in a package of PyPI: another program that speaks Cypher over Bolt.

It also runs the body of Memgraph's script, and what the loader of Amazon Neptune makes of its files, in place of those
two, of which no package can be had here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.receivers import python
from tests.receivers.inventory import Inventory
from tests.receivers.process import free_port, running
from tests.receivers.programs import neptune as strict
from tests.receivers.programs.bolt import Address, ask, first_questions, inventory

_SERVER = Path(__file__).with_name("arcadedb_server.py")
_LIMIT = 300.0
_PASSWORD = "only-for-this-test"


def script(view: str) -> Callable[[Path], Inventory]:
    """Return what sends ``serm-bone.cypher`` line by line and reads back what is there."""
    return lambda folder: _read(view, _lines(folder / "serm-bone.cypher"))


def memgraph(view: str) -> Callable[[Path], Inventory]:
    """Return what sends ``serm-bone.cypherl`` without its indexes, which only Memgraph words so."""

    def read(folder: Path) -> Inventory:
        lines = _lines(folder / "serm-bone.cypherl")
        body = [line for line in lines if not line.startswith("CREATE INDEX ON ")]
        assert 0 < len(lines) - len(body) <= 2
        return _read(view, body)

    return read


def neptune(folder: Path) -> Inventory:
    """Return what ArcadeDB holds of the openCypher files for Neptune, and its answers to the README."""
    found = _read("convenient", strict.created(folder))
    sides = ({own: strict.lists(dict(held)) for own, held in side.items()} for side in (found.nodes, found.edges))
    nodes, edges = sides
    return Inventory(version=found.version, nodes=nodes, edges=edges, answers=found.answers)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def _read(view: str, statements: list[str]) -> Inventory:
    with serving() as address:
        return inventory(ask(address, statements, first_questions(view)), _version())


def _version() -> str:
    listed = (python.REQUIREMENTS / "arcadedb.txt").read_text(encoding="utf-8").split()
    return listed[0].partition("==")[2]


@contextmanager
def serving() -> Iterator[Address]:
    """Serve an empty database over Bolt, and stop afterwards."""
    address = Address(port=free_port(), database="serm", user="root", password=_PASSWORD)
    with tempfile.TemporaryDirectory(prefix="arcadedb-") as home:
        command: list[str | Path] = [
            python.interpreter("arcadedb"),
            "-P",
            _SERVER,
            home,
            str(address.port),
            str(free_port()),
        ]
        arguments = [address.password, address.database]
        with running([*command, *arguments], ready=(Path(home) / "ready").exists, limit=_LIMIT, cwd=Path(home)):
            yield address
