sum(edge["status"] != "" for edge in graph.es)
