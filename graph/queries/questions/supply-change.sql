SELECT code, name, level, graduates_before, graduates, graduates - graduates_before AS graduates_change,
  enrolled_before, enrolled, enrolled - enrolled_before AS enrolled_change
FROM (
  SELECT m.code, m.name, m.level, sum(e.graduates) FILTER (e.year < $year) AS graduates_before,
    sum(e.graduates) FILTER (e.year = $year) AS graduates, sum(e.enrolled) FILTER (e.year < $year) AS enrolled_before,
    sum(e.enrolled) FILTER (e.year = $year) AS enrolled
  FROM enrolment e
  JOIN majors m ON m.node_key = e.major
  WHERE e.year IN ($year - 1, $year)
  GROUP BY m.code, m.name, m.level
)
ORDER BY graduates_change DESC, code
