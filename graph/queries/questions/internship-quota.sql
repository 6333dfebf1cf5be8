SELECT f.uri, f.name AS enterprise, y.employees, y.internship_posts,
  round(1000.0 * y.internship_posts / y.employees) / 10 AS share_pct
FROM enterprise_years y
JOIN enterprises f ON f.node_key = y.enterprise
WHERE y.year = $year AND y.employees > 0 AND y.internship_posts IS NOT NULL
ORDER BY share_pct DESC, enterprise, f.uri
