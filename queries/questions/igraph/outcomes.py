len(graph.es.select(_target=graph.vs.find(id="ent:toremifene"), relation="measured-with"))
