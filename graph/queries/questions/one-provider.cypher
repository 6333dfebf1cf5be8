MATCH (d:Demand)-[:FOR_OCCUPATION]->(o:Occupation)
WHERE d.year = $year AND d.openings IS NOT NULL AND ($basis = '' OR d.basis = $basis)
WITH o, sum(d.openings) AS total
MATCH (o)<-[r:PREPARES_FOR]-(m:Major)<-[:OFFERS]-(k:College)
WHERE r.tier <= $tier
WITH o, total, collect(DISTINCT k) AS providers, count(DISTINCT m) AS majors
WHERE size(providers) = 1
WITH o, total, majors, providers[0] AS k
RETURN o.code AS code, o.name AS name, round(total * 1000.0) / 1000.0 AS openings, k.code AS college_code, k.name AS college, majors
ORDER BY openings DESC, code
