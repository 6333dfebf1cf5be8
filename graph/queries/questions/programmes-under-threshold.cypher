// zh = "哪些专业点近三年（有数据的年份）年均招生低于某数"
// en = "Programmes whose mean enrolment, over those of three years that have a figure, is under a number"
// [parameters.year]
// type = "year:enrolment.enrolled"
// default = "latest"
// zh = "三年中的最后一年"
// en = "last of the three years"
// [parameters.enrolled]
// type = "integer"
// default = 30
// zh = "年均招生低于多少人"
// en = "mean enrolment is under this"
// [columns]
// college_code = ["院校代码", "code of the college"]
// college = ["院校", "college"]
// major_code = ["专业代码", "code of the major"]
// major = ["专业", "major"]
// years = ["有数据的年数", "years with a figure"]
// mean_enrolled = ["年均招生", "mean enrolment a year"]

MATCH (k:College)<-[:AT_COLLEGE]-(e:Enrolment)-[:OF_MAJOR]->(m:Major)
WHERE e.year > $year - 3 AND e.year <= $year AND e.enrolled IS NOT NULL
WITH k, m, sum(e.enrolled) AS total, count(DISTINCT e.year) AS years
WHERE total < $enrolled * years
RETURN k.code AS college_code, k.name AS college, m.code AS major_code, m.name AS major, years,
  round(10.0 * total / years) / 10.0 AS mean_enrolled
ORDER BY college_code, major_code
