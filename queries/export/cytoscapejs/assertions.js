cy.edges('[status]').length
