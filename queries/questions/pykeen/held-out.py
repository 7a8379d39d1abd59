len(valid) + len(test)
