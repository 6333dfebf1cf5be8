MATCH (o:Occupation)<-[:NEEDS]-(:Segment)-[:IN_CHAIN]->(any:Chain)
WITH o, count(DISTINCT any) AS needed_by
WHERE needed_by >= $chains
MATCH (o)<-[:NEEDS]-(:Segment)-[:IN_CHAIN]->(c:Chain)
RETURN DISTINCT o.code AS code, o.name AS name, c.id AS chain_id, c.name AS chain_name, needed_by
ORDER BY code, chain_id
