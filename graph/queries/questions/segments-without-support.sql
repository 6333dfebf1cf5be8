SELECT c.id AS chain_id, s.id AS segment_id, s.name AS segment, s.stage,
  (SELECT count(*) FROM labs l WHERE list_contains(l.segments, s.node_key) AND l.kind <> 'training_base') AS labs,
  (SELECT count(*) FROM labs l WHERE list_contains(l.segments, s.node_key) AND l.kind = 'training_base') AS training_bases,
  (SELECT count(*) FROM alliances a WHERE list_contains(a.chains, c.node_key)) AS alliances
FROM segments s
JOIN chains c ON c.node_key = s.chain
WHERE ($chain = '' OR c.uri = $chain) AND (labs = 0 OR training_bases = 0 OR alliances = 0)
ORDER BY chain_id, segment_id
