SELECT count(*) AS "count" FROM edges
WHERE source = 'ent:toremifene' AND status = 'supported'
