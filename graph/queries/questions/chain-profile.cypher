MATCH (c:Chain)
WHERE $chain = '' OR c.uri = $chain
RETURN c.id AS chain_id, c.name AS chain_name, COUNT { MATCH (c)<-[:IN_CHAIN]-(:Segment) } AS segments,
  COUNT { MATCH (c)<-[:IN_CHAIN]-(:Segment)<-[:IN_SEGMENT]-(f:Enterprise) RETURN DISTINCT f } AS enterprises,
  COUNT { MATCH (c)<-[:IN_CHAIN]-(:Segment)-[:NEEDS]->(o:Occupation) RETURN DISTINCT o } AS occupations,
  COUNT { MATCH (c)<-[:IN_CHAIN]-(:Segment)-[:NEEDS]->(:Occupation)<-[:PREPARES_FOR]-(m:Major)<-[:OFFERS]-(:College) RETURN DISTINCT m } AS majors,
  COUNT { MATCH (c)<-[:IN_CHAIN]-(:Segment)-[:NEEDS]->(:Occupation)<-[:PREPARES_FOR]-(:Major)<-[:OFFERS]-(k:College) RETURN DISTINCT k } AS colleges,
  COUNT { MATCH (c)<-[:IN_CHAIN]-(:Segment)<-[:SERVES]-(l:Lab) RETURN DISTINCT l } AS labs, COUNT { MATCH (c)<-[:SERVES]-(:Alliance) } AS alliances
ORDER BY chain_id
