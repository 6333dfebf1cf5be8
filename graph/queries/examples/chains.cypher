// zh: 产业链的环节，以及每个环节用到的职业
// en: The segments of the chains, and the occupations each needs
MATCH (c:Chain)<-[:IN_CHAIN]-(s:Segment)-[:NEEDS]->(o:Occupation)
RETURN DISTINCT c.uri AS chain, s.uri AS segment, o.uri AS occupation
LIMIT 60
