// zh = "学生可以从哪些专业点升入哪些专业点"
// en = "By what routes students move up from one programme to another"
// order = ["from_college", "from_major", "to_college", "to_major", "track"]
// [parameters.college]
// type = "thing:colleges"
// default = ""
// zh = "起点或终点的院校"
// en = "college at either end"
// [columns]
// from_college = ["来源院校", "college at the start"]
// from_major = ["来源专业", "major at the start"]
// to_college = ["升入院校", "college at the end"]
// to_major = ["升入专业", "major at the end"]
// track = ["学制类型", "track"]
// kind = ["类型", "kind"]
// seats = ["名额", "seats"]

MATCH (a:College)<-[:FROM_COLLEGE]-(w:Pathway)-[:TO_COLLEGE]->(c:College)
WHERE $college = '' OR a.uri = $college OR c.uri = $college
MATCH (b:Major)<-[:FROM_MAJOR]-(w)-[:TO_MAJOR]->(d:Major)
RETURN a.name AS from_college, b.name AS from_major, c.name AS to_college, d.name AS to_major,
  w.track AS track, w.kind AS kind, w.seats AS seats
ORDER BY from_college, from_major, to_college, to_major, track
