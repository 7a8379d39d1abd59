graph.filterInEdges('ent:toremifene', (id, edge) => edge.relation === 'measured-with').length
