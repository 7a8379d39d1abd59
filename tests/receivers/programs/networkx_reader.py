"""Read GraphML by networkx and print the attributes of every node and edge.

The README asks its questions in igraph; what they mean is asked here in networkx.
"""

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
drug = "ent:toremifene"
out, into = graph.out_edges(drug, data=True), graph.in_edges(drug, data=True)
answers = {
    "assertions": sum("status" in edge for edge in edges),
    "acts-on": sum(values.get("status") == "supported" for _, _, values in out),
    "outcomes": sum(values["relation"] == "measured-with" for _, _, values in into),
    "statements": graph.number_of_edges(),
    "literals": sum(len(json.loads(node.get("literals", "[]"))) for node in nodes),
    "subject-of": sum(values["relation"] == "sb:subject" for _, _, values in into),
}
answers = {name: answers[name] for name in json.load(sys.stdin)["questions"]}
told = {"version": networkx.__version__, "nodes": nodes, "edges": edges, "answers": answers}
json.dump(told, sys.stdout)
