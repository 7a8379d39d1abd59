"""Read GraphML by igraph as the README says, ask its questions, print every vertex and edge, not-a-number as null."""

import json
import sys
from typing import Any

import igraph

job = json.load(sys.stdin)
space: dict[str, Any] = {}
exec(job["load"], space)
graph = space["graph"]
answers = {name: eval(text, space) for name, text in job["questions"].items()}


def told(attributes: dict[str, object]) -> dict[str, object]:
    return {name: None if value != value else value for name, value in attributes.items()}


nodes = [told(vertex.attributes()) for vertex in graph.vs]
edges = [
    told(edge.attributes()) | {"source": graph.vs[edge.source]["id"], "target": graph.vs[edge.target]["id"]}
    for edge in graph.es
]
json.dump({"version": igraph.__version__, "nodes": nodes, "edges": edges, "answers": answers}, sys.stdout)
