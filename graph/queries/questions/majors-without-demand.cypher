MATCH (k:College)-[:OFFERS]->(m:Major)
WHERE NOT EXISTS { MATCH (m)-[:PREPARES_FOR]->(:Occupation)<-[:FOR_OCCUPATION]-(:Demand) }
WITH m, count(k) AS colleges
RETURN m.code AS code, m.name AS name, colleges, COUNT { MATCH (m)-[:PREPARES_FOR]->(:Occupation) } AS occupations
ORDER BY code
