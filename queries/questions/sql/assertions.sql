SELECT count(*) AS "count" FROM edges
