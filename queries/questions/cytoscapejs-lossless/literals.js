cy.nodes().reduce((sum, node) => sum + (node.data('literals') ?? []).length, 0)
