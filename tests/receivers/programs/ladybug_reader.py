"""Load an export into Ladybug by the lines of its README, ask its questions, print all that the database holds."""

import json
import sys
from typing import Any

import ladybug

job = json.load(sys.stdin)
space: dict[str, Any] = {}
exec(job["load"], space)
connection = space["connection"]


def rows(query: str) -> list[list[Any]]:
    return list(connection.execute(query))


def held(element: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in element.items() if value not in (None, []) and not key.startswith("_")}


nodes: dict[str, dict[str, Any]] = {}
edges: dict[str, dict[str, Any]] = {}
for name, kind in ((row[1], row[2]) for row in rows("CALL show_tables() RETURN *")):
    if kind == "NODE":
        nodes |= {node["id"]: held(node) for (node,) in rows(f"MATCH (n:{name}) RETURN n")}
    else:
        for source, target, edge in rows(f"MATCH (a)-[e:{name}]->(b) RETURN a.id, b.id, e"):
            edges[edge["id"]] = held(edge) | {"source": source, "target": target}
answers = {name: int(rows(text)[0][0]) for name, text in job["questions"].items()}
json.dump({"version": ladybug.__version__, "nodes": nodes, "edges": edges, "answers": answers}, sys.stdout)
