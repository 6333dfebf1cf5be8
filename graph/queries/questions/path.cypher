MATCH (a {uri: $from})-[:ANY_OF]-(v1)-[:ANY_OF]-(v2)-[:ANY_OF]-(v3)-[:ANY_OF]-(b {uri: $to})
WHERE a.uri <> b.uri AND NOT EXISTS { MATCH (a)-[:ANY_OF]-(b) }
  AND NOT EXISTS { MATCH (a)-[:ANY_OF]-()-[:ANY_OF]-(b) }
  AND NOT EXISTS { MATCH (a)-[:ANY_OF]-()-[:ANY_OF]-()-[:ANY_OF]-(b) }
RETURN DISTINCT 4 AS steps, v1.name AS stop_1, v2.name AS stop_2, v3.name AS stop_3
UNION
MATCH (a {uri: $from})-[:ANY_OF]-(v1)-[:ANY_OF]-(v2)-[:ANY_OF]-(b {uri: $to})
WHERE a.uri <> b.uri AND NOT EXISTS { MATCH (a)-[:ANY_OF]-(b) }
  AND NOT EXISTS { MATCH (a)-[:ANY_OF]-()-[:ANY_OF]-(b) }
RETURN DISTINCT 3 AS steps, v1.name AS stop_1, v2.name AS stop_2, trim(null) AS stop_3
UNION
MATCH (a {uri: $from})-[:ANY_OF]-(v1)-[:ANY_OF]-(b {uri: $to})
WHERE a.uri <> b.uri AND NOT EXISTS { MATCH (a)-[:ANY_OF]-(b) }
RETURN DISTINCT 2 AS steps, v1.name AS stop_1, trim(null) AS stop_2, trim(null) AS stop_3
UNION
MATCH (a {uri: $from})-[:ANY_OF]-(b {uri: $to})
WHERE a.uri <> b.uri
RETURN DISTINCT 1 AS steps, trim(null) AS stop_1, trim(null) AS stop_2, trim(null) AS stop_3
