MATCH (:Entity)-[a]->(:Entity)
RETURN count(a) AS count;
