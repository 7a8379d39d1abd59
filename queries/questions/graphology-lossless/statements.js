graph.size
