// zh = "两个对象之间经过哪些对象相连（最多四步）"
// en = "By what things two things are joined, four steps at most"
// order = ["steps", "stop_1", "stop_2", "stop_3"]
// any_of = ["offers", "preparesFor", "needs", "inChain", "inSegment", "serves", "hostedBy", "hasMember", "ledBy", "joinedBy", "cooperatesWith", "includes", "coversIndustry", "setBy"]
// [parameters.from]
// type = "node"
// zh = "起点"
// en = "where the path begins"
// [parameters.to]
// type = "node"
// zh = "终点"
// en = "where it ends"
// [columns]
// steps = ["步数", "number of relations"]
// stop_1 = ["途经一", "first thing on the way"]
// stop_2 = ["途经二", "second thing on the way"]
// stop_3 = ["途经三", "third thing on the way"]

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
