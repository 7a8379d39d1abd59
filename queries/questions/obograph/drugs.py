sum(edge.pred == "type" and edge.obj == "https://w3id.org/serm-bone/ontology#Drug" for edge in graph.edges)
