MATCH (a:Alliance)-[:LED_BY]->(m)
WHERE $alliance = '' OR a.uri = $alliance
RETURN a.id AS alliance_id, a.name AS alliance_name, 'lead' AS role, labels(m)[0] AS label, m.name AS name, m.uri AS uri
UNION
MATCH (a:Alliance)-[:HAS_MEMBER]->(m)
WHERE $alliance = '' OR a.uri = $alliance
RETURN a.id AS alliance_id, a.name AS alliance_name, 'member' AS role, labels(m)[0] AS label, m.name AS name, m.uri AS uri
