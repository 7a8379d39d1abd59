sum("status" in edge["v"] for edge in network.get_edges().values())
