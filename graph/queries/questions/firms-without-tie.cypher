MATCH (f:Enterprise)
WHERE NOT EXISTS { MATCH (:College)-[:COOPERATES_WITH]->(f) } AND NOT EXISTS { MATCH (:Programme)-[:HAS_PARTNER]->(f) }
  AND NOT EXISTS { MATCH (:College)<-[:HOSTED_BY]-(:Lab)-[:HOSTED_BY]->(f) }
  AND NOT EXISTS { MATCH (:Alliance)-[:HAS_MEMBER|LED_BY]->(f) }
  AND ($chain = '' OR EXISTS { MATCH (f)-[:IN_SEGMENT]->(:Segment)-[:IN_CHAIN]->(c:Chain) WHERE c.uri = $chain })
OPTIONAL MATCH (f)-[:LOCATED_IN]->(a:Area)
RETURN f.name AS enterprise, f.above_scale AS above_scale, a.name AS area_name, COUNT { MATCH (f)-[:IN_SEGMENT]->(:Segment) } AS segments,
  COUNT { MATCH (f)<-[:BY_ENTERPRISE]-(:Demand) } AS demand_rows, f.uri AS uri
ORDER BY above_scale DESC, enterprise, uri
