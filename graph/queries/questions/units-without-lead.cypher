// zh = "哪些单位只配合、不牵头"
// en = "Units that join measures and lead none"
// [columns]
// id = ["单位编号", "id of the unit"]
// name = ["责任单位", "unit"]
// joined = ["配合任务数", "measures it joins"]

MATCH (m:Measure)-[:JOINED_BY]->(u:Unit)
WHERE NOT EXISTS { MATCH (:Measure)-[:LED_BY]->(u) }
RETURN u.id AS id, u.name AS name, count(m) AS joined
ORDER BY id
