MATCH (o:Outcome)-[:MEASURED_WITH]->(:Entity {id: 'ent:toremifene'})
RETURN count(o) AS count;
