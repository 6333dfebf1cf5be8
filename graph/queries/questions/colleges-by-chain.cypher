MATCH (c:Chain)<-[:IN_CHAIN]-(s:Segment)-[:NEEDS]->(o:Occupation)<-[:PREPARES_FOR]-(m:Major)<-[:OFFERS]-(k:College)
WHERE $chain = '' OR c.uri = $chain
RETURN c.id AS chain_id, c.name AS chain_name, k.code AS college_code, k.name AS college, count(DISTINCT m) AS majors
ORDER BY chain_id, college_code
