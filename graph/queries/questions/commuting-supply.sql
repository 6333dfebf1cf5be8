WITH ways AS (
  SELECT node_key AS home, node_key AS work, false AS commute FROM areas
  UNION
  SELECT from_area, to_area, true FROM commuting WHERE from_area <> to_area
)
SELECT a.code AS area_code, a.name AS area_name, b.code AS from_code, b.name AS from_name, w.commute,
  count(DISTINCT k.node_key) AS colleges, sum(e.graduates) AS graduates
FROM ways w
JOIN areas a ON a.node_key = w.work
JOIN areas b ON b.node_key = w.home
JOIN colleges k ON k.area = b.node_key
JOIN enrolment e ON e.college = k.node_key
WHERE e.year = $year AND e.graduates IS NOT NULL AND ($area = '' OR a.uri = $area)
GROUP BY a.code, a.name, b.code, b.name, w.commute
ORDER BY area_code, from_code
