len(paths)
