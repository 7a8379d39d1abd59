sum(node.type == "CLASS" for node in graph.nodes)
