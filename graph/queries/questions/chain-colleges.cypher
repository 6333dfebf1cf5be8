MATCH (c:Chain)<-[:IN_CHAIN]-(s:Segment)-[:NEEDS]->(o:Occupation)<-[:PREPARES_FOR]-(m:Major)<-[:OFFERS]-(k:College)
WHERE $chain = '' OR c.uri = $chain
RETURN c.id AS chain_id, s.id AS segment_id, s.name AS segment, o.code AS occupation_code, o.name AS occupation,
  m.code AS major_code, m.name AS major, k.code AS college_code, k.name AS college
ORDER BY chain_id, segment_id, occupation_code, major_code, college_code
