MATCH (f:Enterprise)-[:IN_SEGMENT]->(s:Segment)-[:IN_CHAIN]->(c:Chain)
WHERE $chain = '' OR c.uri = $chain
RETURN c.id AS chain_id, s.id AS segment_id, s.name AS segment, f.name AS enterprise, f.above_scale AS above_scale, f.pilot AS pilot, f.uri AS uri
ORDER BY chain_id, segment_id, enterprise, uri
