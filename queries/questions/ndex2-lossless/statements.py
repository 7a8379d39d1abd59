len(network.get_edges())
