MATCH (r:Resource) RETURN sum(size(r.literals)) AS count;
