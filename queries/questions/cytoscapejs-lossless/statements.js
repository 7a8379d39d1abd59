cy.edges().length
