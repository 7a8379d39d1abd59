MATCH (:Resource)-[s]->(:Resource)
RETURN count(s) AS count;
