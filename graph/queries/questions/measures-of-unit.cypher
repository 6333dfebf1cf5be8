// zh = "某一单位牵头和配合哪些任务"
// en = "The measures that a unit leads or joins"
// [parameters.unit]
// type = "thing:units"
// zh = "责任单位"
// en = "unit"
// [columns]
// policy = ["文号", "document"]
// path = ["位置", "place in the document"]
// heading = ["任务", "heading"]
// role = ["分工", "role"]
// position = ["排序", "place among the units"]

MATCH (u:Unit {uri: $unit})<-[:OF_UNIT]-(d:Duty)-[:OF_MEASURE]->(m:Measure)-[:SET_BY]->(p:Policy)
RETURN p.id AS policy, m.path AS path, m.heading AS heading, d.role AS role, d.position AS position
ORDER BY policy, path, role
