"""Read GraphML by igraph and print the attributes of every vertex and edge, not-a-number as null."""

import json
import sys

import igraph

job = json.load(sys.stdin)
graph = eval(job["load"])


def told(attributes: dict[str, object]) -> dict[str, object]:
    return {name: None if value != value else value for name, value in attributes.items()}


nodes = [told(vertex.attributes()) for vertex in graph.vs]
edges = [
    told(edge.attributes()) | {"source": graph.vs[edge.source]["id"], "target": graph.vs[edge.target]["id"]}
    for edge in graph.es
]
json.dump({"version": igraph.__version__, "nodes": nodes, "edges": edges}, sys.stdout)
