MATCH (:Resource)-[s:Statement]->(:Resource) RETURN count(*) AS count;
