MATCH (s:Segment)-[:IN_CHAIN]->(c:Chain)
WHERE $chain = '' OR c.uri = $chain
WITH c, s, COUNT { MATCH (l:Lab)-[:SERVES]->(s) WHERE l.kind <> 'training_base' } AS labs,
  COUNT { MATCH (b:Lab)-[:SERVES]->(s) WHERE b.kind = 'training_base' } AS training_bases,
  COUNT { MATCH (a:Alliance)-[:SERVES]->(c) } AS alliances
WHERE labs = 0 OR training_bases = 0 OR alliances = 0
RETURN c.id AS chain_id, s.id AS segment_id, s.name AS segment, s.stage AS stage, labs, training_bases, alliances
ORDER BY chain_id, segment_id
