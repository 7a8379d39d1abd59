len(graph.es.select(_source=graph.vs.find(id="ent:toremifene"), status="supported"))
