(edges.sign != "").sum()
