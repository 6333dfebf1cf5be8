SELECT m.code AS major_code, m.name AS major_name, m.level, c.id AS chain_id, c.name AS chain_name,
  count(DISTINCT s.node_key) AS segments, count(DISTINCT d.occupation) AS occupations, count(DISTINCT p.college) AS colleges
FROM majors m
JOIN programmes p ON p.major = m.node_key
JOIN crosswalk x ON x.major = m.node_key
JOIN demand d ON d.occupation = x.occupation
JOIN segments s ON s.node_key = d.segment
JOIN chains c ON c.node_key = s.chain
WHERE $major = '' OR m.uri = $major
GROUP BY m.code, m.name, m.level, c.id, c.name
ORDER BY major_code, chain_id
