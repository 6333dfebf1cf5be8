SELECT DISTINCT c.id AS chain_id, s.id AS segment_id, s.name AS segment, o.code AS occupation_code, o.name AS occupation,
  m.code AS major_code, m.name AS major, k.code AS college_code, k.name AS college
FROM chains c
JOIN segments s ON s.chain = c.node_key
JOIN demand d ON d.segment = s.node_key
JOIN occupations o ON o.node_key = d.occupation
JOIN crosswalk x ON x.occupation = o.node_key
JOIN majors m ON m.node_key = x.major
JOIN programmes p ON p.major = m.node_key
JOIN colleges k ON k.node_key = p.college
WHERE $chain = '' OR c.uri = $chain
ORDER BY chain_id, segment_id, occupation_code, major_code, college_code
