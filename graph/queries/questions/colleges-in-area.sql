WITH RECURSIVE inside AS (
  SELECT node_key, code, name FROM areas WHERE uri = $area
  UNION
  SELECT a.node_key, a.code, a.name FROM areas a JOIN inside ON a.parent = inside.node_key
)
SELECT k.code, k.name, k.level, a.code AS area_code, a.name AS area_name, count(p.node_key) AS programmes
FROM inside a
JOIN colleges k ON k.area = a.node_key
LEFT JOIN programmes p ON p.college = k.node_key
GROUP BY ALL
ORDER BY k.code
