SELECT k.code AS college_code, k.name AS college, m.code AS major_code, m.name AS major, count(DISTINCT e.year) AS years,
  round(10.0 * sum(e.enrolled) / count(DISTINCT e.year)) / 10 AS mean_enrolled
FROM enrolment e
JOIN colleges k ON k.node_key = e.college
JOIN majors m ON m.node_key = e.major
WHERE e.year > $year - 3 AND e.year <= $year AND e.enrolled IS NOT NULL
GROUP BY k.code, k.name, m.code, m.name
HAVING sum(e.enrolled) < $enrolled * count(DISTINCT e.year)
ORDER BY college_code, major_code
