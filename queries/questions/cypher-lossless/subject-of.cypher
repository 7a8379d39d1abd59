MATCH (s:Resource)-[:SB_SUBJECT]->(:Resource {id: 'https://w3id.org/serm-bone/entity/toremifene'})
RETURN count(s) AS count;
