sum(len(node["v"].get("literals", [])) for node in network.get_nodes().values())
