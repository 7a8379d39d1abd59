cy.$id('ent:toremifene').incomers('edge[interaction = "measured-with"]').length
