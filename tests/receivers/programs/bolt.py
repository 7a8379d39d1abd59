"""What a program that speaks Bolt holds, as the official driver of Neo4j says it."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.base.resources import folder as resources
from tests.receivers import python
from tests.receivers.inventory import Inventory

_READER = Path(__file__).with_name("bolt_reader.py")
_LIMIT = 1800.0
_BROAD = ("Entity", "Outcome")
ROUTES = "routes"
QUERIES = resources("queries") / "questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a program listens for Bolt, and who may ask."""

    port: int
    database: str
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Nodes and edges as the driver gives them, and query -> its rows."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    rows: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)


def listens(port: int) -> Callable[[], bool]:
    """Return a test of readiness: whether anything accepts connections at ``port`` of this machine."""

    def asked() -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return asked


def ask(address: Address, statements: Iterable[str] = (), queries: Mapping[str, str] | None = None) -> Held:
    """Send ``statements`` one by one, then ask ``queries``; fails with what the program answered to a wrong one."""
    request = {
        "uri": f"bolt://127.0.0.1:{address.port}",
        "database": address.database,
        "user": address.user,
        "password": address.password,
        "statements": list(statements),
        "queries": dict(queries or {}),
    }
    command: list[str | Path] = [python.interpreter("cypher"), "-P", _READER]
    done = subprocess.run(
        command, input=json.dumps(request), capture_output=True, text=True, timeout=_LIMIT, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return Held(**json.loads(done.stdout))


def first_questions(view: str) -> dict[str, str]:
    """Return question -> its Cypher, as the README of ``view`` gives it."""
    place = QUERIES / ("cypher" if view == "convenient" else f"cypher-{view}")
    return {
        path.stem: path.read_text(encoding="utf-8") for path in sorted(place.glob("*.cypher")) if path.stem != ROUTES
    }


def inventory(held: Held, version: str, *, item: Callable[[str], str] = str) -> Inventory:
    """Return the inventory; ``item`` undoes what the format's rule did to each item of a list.

    A program holds labels as a set: the broad kind comes first again, the rest in the order of their names.
    """
    nodes, edges = {}, {}
    for node in held.nodes:
        labels = sorted(node["labels"], key=lambda label: (label not in _BROAD, label))
        own = _undone(node["properties"], item)
        nodes[own["id"]] = {**own, "labels": [item(label) for label in labels]}
    for edge in held.edges:
        own = _undone(edge["properties"], item)
        edges[own["id"]] = {**own, "source": edge["source"], "target": edge["target"]}
    assert (len(nodes), len(edges)) == (len(held.nodes), len(held.edges)), "an id is held twice"
    answers = {name: rows[0]["count"] for name, rows in held.rows.items()}
    return Inventory(version=version, nodes=nodes, edges=edges, answers=answers)


def _undone(properties: Mapping[str, Any], item: Callable[[str], str]) -> dict[str, Any]:
    return {
        name: [item(it) for it in value] if isinstance(value, list) else value for name, value in properties.items()
    }
