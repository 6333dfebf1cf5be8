SELECT k.code AS college_code, k.name AS college_name, rank() OVER (PARTITION BY k.code ORDER BY sum(e.graduates) DESC) AS place,
  m.code AS major_code, m.name AS major, m.level, sum(e.graduates) AS graduates
FROM enrolment e
JOIN colleges k ON k.node_key = e.college
JOIN majors m ON m.node_key = e.major
WHERE e.year = $year AND e.graduates IS NOT NULL AND ($college = '' OR k.uri = $college)
GROUP BY k.code, k.name, m.code, m.name, m.level
QUALIFY place <= $places
ORDER BY college_code, place, major_code
