MATCH (m:Measure)-[:JOINED_BY]->(u:Unit)
WHERE NOT EXISTS { MATCH (:Measure)-[:LED_BY]->(u) }
RETURN u.id AS id, u.name AS name, count(m) AS joined
ORDER BY id
