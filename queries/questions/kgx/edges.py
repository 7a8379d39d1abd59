len(edges)
