SELECT o.code, o.name, d.year AS in_year, round(sum(d.openings), 3) AS openings, count(d.openings) AS rows_known,
  count(*) - count(d.openings) AS rows_unknown
FROM demand d
JOIN occupations o ON o.node_key = d.occupation
WHERE ($basis = '' OR d.basis = $basis) AND ($occupation = '' OR o.uri = $occupation)
GROUP BY ALL
HAVING count(d.openings) > 0
ORDER BY o.code, in_year
