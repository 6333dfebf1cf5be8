MATCH (d:Demand)-[:FOR_OCCUPATION]->(o:Occupation)
WHERE NOT EXISTS { MATCH (:Major)-[:PREPARES_FOR]->(o) }
RETURN o.code AS code, o.name AS name, o.level AS level, count(d) AS demand_rows
ORDER BY code
