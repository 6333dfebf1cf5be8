WITH offers AS (SELECT DISTINCT college, major FROM programmes),
sizes AS (SELECT college, count(*) AS majors FROM offers GROUP BY college)
SELECT k.code AS college_code, k.name AS college_name, j.code AS other_code, j.name AS other_name, count(*) AS shared,
  n.majors, p.majors AS other_majors, round(1000.0 * count(*) / (n.majors + p.majors - count(*))) / 10 AS overlap_pct
FROM offers a
JOIN offers b ON b.major = a.major AND b.college <> a.college
JOIN colleges k ON k.node_key = a.college
JOIN colleges j ON j.node_key = b.college
JOIN sizes n ON n.college = a.college
JOIN sizes p ON p.college = b.college
WHERE k.uri = $college
GROUP BY k.code, k.name, j.code, j.name, n.majors, p.majors
ORDER BY overlap_pct DESC, college_code, other_code
