MATCH (m:Major)-[r:PREPARES_FOR]->(o:Occupation {uri: $occupation})
RETURN m.code AS code, m.name AS name, r.tier AS tier, r.weight AS weight, COUNT { MATCH (:College)-[:OFFERS]->(m) } AS colleges
ORDER BY tier, code
