SELECT o.code, o.name, o.level, count(*) AS demand_rows
FROM demand d
JOIN occupations o ON o.node_key = d.occupation
WHERE o.node_key NOT IN (SELECT occupation FROM crosswalk)
GROUP BY ALL
ORDER BY o.code
