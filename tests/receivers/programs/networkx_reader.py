"""Read GraphML by networkx and print the attributes of every node and edge."""

import json
import sys

import networkx

graph = networkx.read_graphml("serm-bone.graphml")
assert graph.is_multigraph()
assert graph.is_directed()
nodes = [{**values, "id": own} for own, values in graph.nodes(data=True)]
edges = [
    {**values, "id": key, "source": source, "target": target}
    for source, target, key, values in graph.edges(keys=True, data=True)
]
json.dump({"version": networkx.__version__, "nodes": nodes, "edges": edges}, sys.stdout)
