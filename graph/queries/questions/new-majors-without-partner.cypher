// zh = "哪些新开的专业点没有合作企业"
// en = "New programmes without a partner firm"
// order = ["college_code", "major_code", "track"]
// [parameters.since]
// type = "year:programmes.since"
// default = 0
// zh = "自哪一年起开办；不填为全部"
// en = "opened in this year or later; all where not given"
// [columns]
// college_code = ["院校代码", "code of the college"]
// college = ["院校", "college"]
// major_code = ["专业代码", "code of the major"]
// major = ["专业", "major"]
// track = ["学制类型", "track"]
// opened = ["开办年份", "year in which it opened"]

MATCH (k:College)<-[:AT_COLLEGE]-(p:Programme)-[:OF_MAJOR]->(m:Major)
WHERE p.since >= $since AND NOT EXISTS { MATCH (p)-[:HAS_PARTNER]->(:Enterprise) }
  AND NOT EXISTS { MATCH (k)<-[:AT_COLLEGE]-(:Cooperation)-[:OF_MAJOR]->(m) }
RETURN k.code AS college_code, k.name AS college, m.code AS major_code, m.name AS major, p.track AS track, p.since AS opened
ORDER BY college_code, major_code, track
