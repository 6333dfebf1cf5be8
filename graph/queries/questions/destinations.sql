SELECT m.code AS major_code, m.name AS major_name, o.code, o.name, a.code AS area_code, a.name AS area_name, sum(p.persons) AS persons
FROM placements p
JOIN colleges k ON k.node_key = p.college
JOIN majors m ON m.node_key = p.major
LEFT JOIN occupations o ON o.node_key = p.occupation
LEFT JOIN areas a ON a.node_key = p.area
WHERE p.year = $year AND p.persons IS NOT NULL AND ($major = '' OR m.uri = $major) AND ($college = '' OR k.uri = $college)
GROUP BY m.code, m.name, o.code, o.name, a.code, a.name
ORDER BY persons DESC, major_code, o.code, area_code
