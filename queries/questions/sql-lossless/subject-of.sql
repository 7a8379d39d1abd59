SELECT count(*) AS "count" FROM statements
WHERE target = 'https://w3id.org/serm-bone/entity/toremifene' AND relation = 'sb:subject'
