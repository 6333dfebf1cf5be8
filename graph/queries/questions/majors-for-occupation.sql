SELECT m.code, m.name, x.tier, x.weight, count(DISTINCT p.college) AS colleges
FROM crosswalk x
JOIN occupations o ON o.node_key = x.occupation
JOIN majors m ON m.node_key = x.major
LEFT JOIN programmes p ON p.major = m.node_key
WHERE o.uri = $occupation
GROUP BY ALL
ORDER BY x.tier, m.code
