// zh = "各专业历年的招生和毕业生"
// en = "Enrolment and graduates by major and year"
// [parameters.major]
// type = "thing:majors"
// default = ""
// zh = "专业"
// en = "major"
// [columns]
// code = ["专业代码", "code of the major"]
// name = ["专业", "major"]
// in_year = ["年份", "year"]
// enrolled = ["招生（已报合计）", "enrolled, sum of what is known"]
// graduates = ["毕业生（已报合计）", "graduates, sum of what is known"]
// enrolment_rows = ["记录数", "rows"]
// enrolled_known = ["已报招生的记录数", "rows that tell the enrolment"]
// graduates_known = ["已报毕业生的记录数", "rows that tell the graduates"]

MATCH (e:Enrolment)-[:OF_MAJOR]->(m:Major)
WHERE $major = '' OR m.uri = $major
WITH m, e.year AS in_year, sum(e.enrolled) AS came, sum(e.graduates) AS left, count(e) AS enrolment_rows,
  count(e.enrolled) AS enrolled_known, count(e.graduates) AS graduates_known
RETURN m.code AS code, m.name AS name, in_year, CASE WHEN enrolled_known > 0 THEN came END AS enrolled,
  CASE WHEN graduates_known > 0 THEN left END AS graduates, enrolment_rows, enrolled_known, graduates_known
ORDER BY code, in_year
