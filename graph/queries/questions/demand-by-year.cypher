MATCH (d:Demand)-[:FOR_OCCUPATION]->(o:Occupation)
WHERE ($basis = '' OR d.basis = $basis) AND ($occupation = '' OR o.uri = $occupation)
WITH o, d.year AS in_year, sum(d.openings) AS total, count(d.openings) AS rows_known, count(d) AS rows
WHERE rows_known > 0
RETURN o.code AS code, o.name AS name, in_year, round(total * 1000.0) / 1000.0 AS openings, rows_known, rows - rows_known AS rows_unknown
ORDER BY code, in_year
