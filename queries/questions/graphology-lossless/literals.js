graph.reduceNodes((sum, id, node) => sum + JSON.parse(node.literals ?? '[]').length, 0)
