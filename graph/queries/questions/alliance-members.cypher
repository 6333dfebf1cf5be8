// zh = "各联盟由谁牵头、有哪些成员"
// en = "Who leads an alliance and who belongs to it"
// order = ["alliance_id", "role", "uri"]
// [parameters.alliance]
// type = "thing:alliances"
// default = ""
// zh = "联盟"
// en = "alliance"
// [columns]
// alliance_id = ["联盟编号", "id of the alliance"]
// alliance_name = ["联盟", "alliance"]
// role = ["身份", "lead or member"]
// label = ["类别", "what the member is"]
// name = ["单位", "member"]
// uri = ["标识", "uri of the member"]

MATCH (a:Alliance)-[:LED_BY]->(m)
WHERE $alliance = '' OR a.uri = $alliance
RETURN a.id AS alliance_id, a.name AS alliance_name, 'lead' AS role, labels(m)[0] AS label, m.name AS name, m.uri AS uri
UNION
MATCH (a:Alliance)-[:HAS_MEMBER]->(m)
WHERE $alliance = '' OR a.uri = $alliance
RETURN a.id AS alliance_id, a.name AS alliance_name, 'member' AS role, labels(m)[0] AS label, m.name AS name, m.uri AS uri
