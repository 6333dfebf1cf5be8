// zh: 各职业历年需要多少人（各口径分开）
// en: How many people each occupation needs, by year and basis
MATCH (d:Demand)-[:FOR_OCCUPATION]->(o:Occupation)
WHERE d.openings IS NOT NULL
RETURN o.name AS occupation, d.year AS year, d.basis AS basis, sum(d.openings) AS needed
ORDER BY year DESC, needed DESC
LIMIT 40
