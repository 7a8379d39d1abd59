len(graph.nodes)
