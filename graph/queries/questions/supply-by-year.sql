SELECT m.code, m.name, e.year AS in_year, sum(e.enrolled) AS enrolled, sum(e.graduates) AS graduates,
  count(*) AS enrolment_rows, count(e.enrolled) AS enrolled_known, count(e.graduates) AS graduates_known
FROM enrolment e
JOIN majors m ON m.node_key = e.major
WHERE $major = '' OR m.uri = $major
GROUP BY ALL
ORDER BY m.code, in_year
