// zh = "某一院校的专业点、对应职业数和合作企业数"
// en = "A college's programmes, with the occupations they lead to and their partners"
// order = ["major_code", "track"]
// [parameters.college]
// type = "thing:colleges"
// zh = "院校"
// en = "college"
// [columns]
// major_code = ["专业代码", "code of the major"]
// major = ["专业", "major"]
// track = ["学制类型", "track"]
// opened = ["开办年份", "year in which it opened"]
// capacity = ["容量", "capacity"]
// occupations = ["对应职业数", "occupations it prepares for"]
// partners = ["合作企业数", "partner firms"]

MATCH (k:College {uri: $college})<-[:AT_COLLEGE]-(p:Programme)-[:OF_MAJOR]->(m:Major)
RETURN m.code AS major_code, m.name AS major, p.track AS track, p.since AS opened, p.capacity AS capacity,
  COUNT { MATCH (m)-[:PREPARES_FOR]->(:Occupation) } AS occupations, COUNT { MATCH (p)-[:HAS_PARTNER]->(:Enterprise) } AS partners
ORDER BY major_code, track
