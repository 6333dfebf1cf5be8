MATCH (e:Enrolment)-[:OF_MAJOR]->(m:Major)
WHERE $major = '' OR m.uri = $major
WITH m, e.year AS in_year, sum(e.enrolled) AS came, sum(e.graduates) AS left, count(e) AS enrolment_rows,
  count(e.enrolled) AS enrolled_known, count(e.graduates) AS graduates_known
RETURN m.code AS code, m.name AS name, in_year, CASE WHEN enrolled_known > 0 THEN came END AS enrolled,
  CASE WHEN graduates_known > 0 THEN left END AS graduates, enrolment_rows, enrolled_known, graduates_known
ORDER BY code, in_year
