graph.filterInEdges('https://w3id.org/serm-bone/entity/toremifene', (id, edge) => edge.relation === 'sb:subject').length
