sum(len(path["links"]) for path in paths)
