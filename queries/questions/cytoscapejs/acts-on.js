cy.$id('ent:toremifene').outgoers('edge[status = "supported"]').length
