MATCH (:Entity)-[a:Assertion]->(:Entity) RETURN count(*) AS count;
