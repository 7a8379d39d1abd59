len(graph.es)
