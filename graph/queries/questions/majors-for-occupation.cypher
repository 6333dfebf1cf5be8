// zh = "某一职业由哪些专业对应，哪些院校开设"
// en = "The majors that prepare for an occupation, and how many colleges offer them"
// [parameters.occupation]
// type = "thing:occupations"
// zh = "职业"
// en = "occupation"
// [columns]
// code = ["专业代码", "code of the major"]
// name = ["专业", "major"]
// tier = ["匹配层级", "tier: 1 direct, 2 related"]
// weight = ["权重", "weight"]
// colleges = ["开设院校数", "colleges that offer it"]

MATCH (m:Major)-[r:PREPARES_FOR]->(o:Occupation {uri: $occupation})
RETURN m.code AS code, m.name AS name, r.tier AS tier, r.weight AS weight, COUNT { MATCH (:College)-[:OFFERS]->(m) } AS colleges
ORDER BY tier, code
