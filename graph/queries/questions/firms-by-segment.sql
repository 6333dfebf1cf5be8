SELECT c.id AS chain_id, s.id AS segment_id, s.name AS segment, f.name AS enterprise, f.above_scale, f.pilot, f.uri
FROM enterprises f
JOIN segments s ON list_contains(f.segments, s.node_key)
JOIN chains c ON c.node_key = s.chain
WHERE $chain = '' OR c.uri = $chain
ORDER BY chain_id, segment_id, enterprise, f.uri
