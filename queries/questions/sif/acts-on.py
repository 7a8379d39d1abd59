((edges.source == "ent:toremifene") & (edges.status == "supported")).sum()
