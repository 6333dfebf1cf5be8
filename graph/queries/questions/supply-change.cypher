MATCH (e:Enrolment)-[:OF_MAJOR]->(m:Major)
WHERE e.year IN [$year - 1, $year]
WITH m, collect(CASE WHEN e.year < $year THEN e.graduates END) AS left_before, collect(CASE WHEN e.year = $year THEN e.graduates END) AS left,
  collect(CASE WHEN e.year < $year THEN e.enrolled END) AS came_before, collect(CASE WHEN e.year = $year THEN e.enrolled END) AS came
WITH m, CASE WHEN size(left_before) > 0 THEN reduce(n = 0, x IN left_before | n + x) END AS graduates_before,
  CASE WHEN size(left) > 0 THEN reduce(n = 0, x IN left | n + x) END AS graduates,
  CASE WHEN size(came_before) > 0 THEN reduce(n = 0, x IN came_before | n + x) END AS enrolled_before,
  CASE WHEN size(came) > 0 THEN reduce(n = 0, x IN came | n + x) END AS enrolled
RETURN m.code AS code, m.name AS name, m.level AS level, graduates_before, graduates,
  graduates - graduates_before AS graduates_change, enrolled_before, enrolled, enrolled - enrolled_before AS enrolled_change
ORDER BY graduates_change DESC, code
