// zh = "哪些专业有几所院校同时开设"
// en = "Majors that several colleges offer"
// [parameters.colleges]
// type = "integer"
// default = 2
// zh = "至少几所院校"
// en = "offered by at least so many colleges"
// [columns]
// major_code = ["专业代码", "code of the major"]
// major = ["专业", "major"]
// college_code = ["院校代码", "code of a college"]
// college = ["院校", "college"]
// offered_by = ["开设院校数", "how many colleges offer it"]

MATCH (any:College)-[:OFFERS]->(m:Major)
WITH m, count(any) AS offered_by
WHERE offered_by >= $colleges
MATCH (k:College)-[:OFFERS]->(m)
RETURN m.code AS major_code, m.name AS major, k.code AS college_code, k.name AS college, offered_by
ORDER BY major_code, college_code
