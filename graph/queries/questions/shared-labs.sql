SELECT l.id AS lab_id, l.name AS lab, l.kind, k.code AS college_code, k.name AS college, c.id AS chain_id, s.id AS segment_id
FROM labs l
JOIN colleges k ON list_contains(l.hosts, k.node_key)
JOIN segments s ON list_contains(l.segments, s.node_key)
JOIN chains c ON c.node_key = s.chain
WHERE $chain = '' OR c.uri = $chain
ORDER BY lab_id, college_code, segment_id
