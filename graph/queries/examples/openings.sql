-- zh: 各职业历年需要多少人（各口径分开）
-- en: How many people each occupation needs, by year and basis
SELECT o.name AS occupation, d.year, d.basis, sum(d.openings) AS needed
FROM demand d JOIN occupations o ON o.node_key = d.occupation
WHERE d.openings IS NOT NULL
GROUP BY ALL
ORDER BY d.year DESC, needed DESC
LIMIT 40
