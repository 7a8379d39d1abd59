MATCH (:Entity {id: 'ent:toremifene'})-[a:Assertion]->(:Entity)
WHERE a.status = 'supported'
RETURN count(*) AS count;
