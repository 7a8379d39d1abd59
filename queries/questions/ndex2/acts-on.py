sum(edge["v"].get("status") == "supported" and network.get_node(edge["s"])["v"]["represents"] == "ent:toremifene"
    for edge in network.get_edges().values())
