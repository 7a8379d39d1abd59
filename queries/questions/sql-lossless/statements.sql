SELECT count(*) AS "count" FROM statements
