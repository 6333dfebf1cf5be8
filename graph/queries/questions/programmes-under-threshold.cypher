MATCH (k:College)<-[:AT_COLLEGE]-(e:Enrolment)-[:OF_MAJOR]->(m:Major)
WHERE e.year > $year - 3 AND e.year <= $year AND e.enrolled IS NOT NULL
WITH k, m, sum(e.enrolled) AS total, count(DISTINCT e.year) AS years
WHERE total < $enrolled * years
RETURN k.code AS college_code, k.name AS college, m.code AS major_code, m.name AS major, years,
  round(10.0 * total / years) / 10.0 AS mean_enrolled
ORDER BY college_code, major_code
