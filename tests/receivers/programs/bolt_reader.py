"""Run by the interpreter that has the official ``neo4j`` driver: send statements over Bolt, then say all that is held.

Reads from stdin a JSON object with ``uri database user password statements queries``; writes to stdout one with
``nodes`` (labels, properties), ``edges`` (type, source, target, properties), ``answers`` and ``rows`` of each query.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import neo4j

_NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"
_EDGES = "MATCH (a)-[r]->(b) RETURN type(r) AS type, a.id AS source, b.id AS target, properties(r) AS properties"


def main() -> None:
    """Do what stdin asks for."""
    asked = json.load(sys.stdin)
    auth = (asked["user"], asked["password"]) if asked.get("user") else None
    with (
        neo4j.GraphDatabase.driver(asked["uri"], auth=auth) as driver,
        driver.session(database=asked["database"]) as session,
    ):
        for statement in asked["statements"]:
            if "IN TRANSACTIONS" in statement:
                session.run(statement).consume()
            else:
                # As the driver's own managed transactions do: sent again where the program asks for it.
                session.execute_write(lambda transaction, told=statement: transaction.run(told).consume())

        def rows(query: str) -> list[dict[str, Any]]:
            return [dict(record) for record in session.run(query)]

        found = {name: rows(query) for name, query in asked["queries"].items()}
        json.dump({"nodes": rows(_NODES), "edges": rows(_EDGES), "rows": found}, sys.stdout)


main()
