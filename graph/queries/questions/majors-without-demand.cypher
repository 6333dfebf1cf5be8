// zh = "哪些已开设的专业在本地没有对应的用工需求"
// en = "Majors offered here for whose occupations there is no demand here"
// [columns]
// code = ["专业代码", "code of the major"]
// name = ["专业", "major"]
// colleges = ["开设院校数", "colleges that offer it"]
// occupations = ["对应职业数", "occupations it prepares for"]

MATCH (k:College)-[:OFFERS]->(m:Major)
WHERE NOT EXISTS { MATCH (m)-[:PREPARES_FOR]->(:Occupation)<-[:FOR_OCCUPATION]-(:Demand) }
WITH m, count(k) AS colleges
RETURN m.code AS code, m.name AS name, colleges, COUNT { MATCH (m)-[:PREPARES_FOR]->(:Occupation) } AS occupations
ORDER BY code
