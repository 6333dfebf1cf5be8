SELECT c.id AS chain_id, c.name AS chain_name, k.code AS college_code, k.name AS college, count(DISTINCT p.major) AS majors
FROM chains c
JOIN segments s ON s.chain = c.node_key
JOIN demand d ON d.segment = s.node_key
JOIN crosswalk x ON x.occupation = d.occupation
JOIN programmes p ON p.major = x.major
JOIN colleges k ON k.node_key = p.college
WHERE $chain = '' OR c.uri = $chain
GROUP BY ALL
ORDER BY chain_id, college_code
