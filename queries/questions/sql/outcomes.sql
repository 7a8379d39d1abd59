SELECT count(*) AS "count" FROM outcomes
WHERE list_contains(drug_ids, 'ent:toremifene')
