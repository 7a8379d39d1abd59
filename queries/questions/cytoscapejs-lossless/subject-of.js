cy.$id('https://w3id.org/serm-bone/entity/toremifene').incomers('edge[interaction = "sb:subject"]').length
