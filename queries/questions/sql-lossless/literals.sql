SELECT sum(len(literals)) AS "count" FROM subjects
