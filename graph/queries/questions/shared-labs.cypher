MATCH (k:College)<-[:HOSTED_BY]-(l:Lab)-[:SERVES]->(s:Segment)-[:IN_CHAIN]->(c:Chain)
WHERE $chain = '' OR c.uri = $chain
RETURN l.id AS lab_id, l.name AS lab, l.kind AS kind, k.code AS college_code, k.name AS college, c.id AS chain_id, s.id AS segment_id
ORDER BY lab_id, college_code, segment_id
