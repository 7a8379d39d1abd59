graph.filterOutEdges('ent:toremifene', (id, edge) => edge.status === 'supported').length
