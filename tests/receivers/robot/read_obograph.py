"""Read an OBO graph with the package ``obographs`` and print what it found; runs in that package's environment."""

import json
import sys
from importlib.metadata import version

import obographs

graph = obographs.read(sys.argv[1])
nodes = {
    node.id: [
        node.lbl,
        node.meta.definition.val if node.meta and node.meta.definition else None,
        sorted(name.val for name in (node.meta and node.meta.synonyms) or ()),
        sorted(xref.val for xref in (node.meta and node.meta.xrefs) or ()),
    ]
    for node in graph.nodes
}
edges = sorted([edge.sub, edge.pred, edge.obj] for edge in graph.edges)
print(json.dumps({"version": version("obographs"), "nodes": nodes, "edges": edges}))
