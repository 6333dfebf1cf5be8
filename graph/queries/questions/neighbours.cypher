// zh = "某一对象与哪些对象直接相关"
// en = "What a thing is directly related to"
// order = ["relation", "direction", "uri"]
// [parameters.thing]
// type = "node"
// zh = "任一对象"
// en = "any thing"
// [columns]
// relation = ["关系", "relation"]
// direction = ["方向", "direction: out from the thing, or in to it"]
// label = ["类别", "label of the other"]
// name = ["名称", "name of the other"]
// uri = ["标识", "uri of the other"]

MATCH (n {uri: $thing})-[r]->(m)
WHERE NOT m:Source
RETURN type(r) AS relation, 'out' AS direction, labels(m)[0] AS label, m.name AS name, m.uri AS uri
UNION
MATCH (n {uri: $thing})<-[r]-(m)
WHERE NOT m:Source
RETURN type(r) AS relation, 'in' AS direction, labels(m)[0] AS label, m.name AS name, m.uri AS uri
