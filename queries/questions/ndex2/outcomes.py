sum(edge["v"]["interaction"] == "measured-with" and network.get_node(edge["t"])["v"]["represents"] == "ent:toremifene"
    for edge in network.get_edges().values())
