MATCH (c:Chain)<-[:IN_CHAIN]-(:Segment)-[:NEEDS]->(:Occupation)<-[r:PREPARES_FOR]-(:Major)<-[:OF_MAJOR]-(p:Programme)
WHERE ($chain = '' OR c.uri = $chain) AND r.tier <= $tier AND p.until IS NULL
WITH DISTINCT c, p
MATCH (p)-[:AT_COLLEGE]->(k:College)
WITH c, count(DISTINCT k) AS colleges, count(p) AS programmes, sum(p.capacity) AS known, count(p.capacity) AS stated
RETURN c.id AS chain_id, c.name AS chain_name, colleges, programmes, CASE WHEN stated > 0 THEN known END AS places,
  programmes - stated AS places_unknown
ORDER BY chain_id
