sum(edge["v"]["interaction"] == "sb:subject"
    and network.get_node(edge["t"])["v"]["represents"] == "https://w3id.org/serm-bone/entity/toremifene"
    for edge in network.get_edges().values())
