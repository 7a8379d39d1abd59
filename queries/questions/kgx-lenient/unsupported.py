sum(edge["sermbone_status"] == "unsupported" for edge in edges)
