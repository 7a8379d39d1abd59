len(train)
