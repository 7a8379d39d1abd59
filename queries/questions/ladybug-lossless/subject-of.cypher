MATCH (:Resource)-[s:Statement]->(:Resource {id: 'https://w3id.org/serm-bone/entity/toremifene'})
WHERE s.relation = 'sb:subject'
RETURN count(*) AS count;
