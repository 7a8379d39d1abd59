MATCH (:Entity {id: 'ent:toremifene'})-[a {status: 'supported'}]->(:Entity)
RETURN count(a) AS count;
