sum(len(json.loads(literals or "[]")) for literals in graph.vs["literals"])
