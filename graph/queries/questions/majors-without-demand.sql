SELECT m.code, m.name, count(DISTINCT p.college) AS colleges, count(DISTINCT x.occupation) AS occupations
FROM majors m
JOIN programmes p ON p.major = m.node_key
LEFT JOIN crosswalk x ON x.major = m.node_key
WHERE m.node_key NOT IN (SELECT w.major FROM crosswalk w JOIN demand d ON d.occupation = w.occupation)
GROUP BY ALL
ORDER BY m.code
