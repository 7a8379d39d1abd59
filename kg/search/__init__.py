"""Routes through a signed graph, in numbers: what may be walked on, how far it is, which ways there are.

Nothing here knows names, evidence or files. ``kg.routes`` puts the questions of the graph in these terms.
"""
