graph.filterEdges((id, edge) => edge.status !== undefined).length
