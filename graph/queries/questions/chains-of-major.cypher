MATCH (m:Major)-[:PREPARES_FOR]->(o:Occupation)<-[:NEEDS]-(s:Segment)-[:IN_CHAIN]->(c:Chain)
WHERE ($major = '' OR m.uri = $major) AND EXISTS { MATCH (:College)-[:OFFERS]->(m) }
WITH m, c, count(DISTINCT s) AS segments, count(DISTINCT o) AS occupations
RETURN m.code AS major_code, m.name AS major_name, m.level AS level, c.id AS chain_id, c.name AS chain_name, segments, occupations,
  COUNT { MATCH (:College)-[:OFFERS]->(m) } AS colleges
ORDER BY major_code, chain_id
