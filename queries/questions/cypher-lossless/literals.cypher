MATCH (n:Resource)
RETURN sum(size(n.literals)) AS count;
