MATCH (y:EnterpriseYear)-[:OF_ENTERPRISE]->(f:Enterprise)
WHERE y.year = $year AND y.employees > 0 AND y.internship_posts IS NOT NULL
RETURN f.uri AS uri, f.name AS enterprise, y.employees AS employees, y.internship_posts AS internship_posts,
  round(1000.0 * y.internship_posts / y.employees) / 10.0 AS share_pct
ORDER BY share_pct DESC, enterprise, uri
