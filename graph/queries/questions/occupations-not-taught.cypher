MATCH (d:Demand)-[:FOR_OCCUPATION]->(o:Occupation)
WHERE d.year = $year AND d.openings IS NOT NULL AND ($basis = '' OR d.basis = $basis)
WITH o, sum(d.openings) AS total, COUNT { MATCH (:Major)-[:PREPARES_FOR]->(o) } AS majors
WHERE majors > 0 AND NOT EXISTS { MATCH (:College)-[:OFFERS]->(:Major)-[:PREPARES_FOR]->(o) }
RETURN o.code AS code, o.name AS name, round(total * 1000.0) / 1000.0 AS openings, majors
ORDER BY openings DESC, code
