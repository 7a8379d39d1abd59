MATCH (:Outcome)-[l:OutcomeLink]->(:Entity {id: 'ent:toremifene'})
WHERE l.relation = 'measured-with'
RETURN count(*) AS count;
