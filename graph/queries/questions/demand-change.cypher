MATCH (d:Demand)-[:FOR_OCCUPATION]->(o:Occupation)
WHERE d.year IN [$year - 1, $year] AND d.openings IS NOT NULL AND ($basis = '' OR d.basis = $basis)
WITH o, sum(CASE WHEN d.year < $year THEN d.openings ELSE 0.0 END) AS past, sum(CASE WHEN d.year = $year THEN d.openings ELSE 0.0 END) AS now,
  count(CASE WHEN d.year < $year THEN 1 END) AS rows_before, count(CASE WHEN d.year = $year THEN 1 END) AS rows_known
WITH o, CASE WHEN rows_before > 0 THEN round(past * 1000.0) / 1000.0 END AS before,
  CASE WHEN rows_known > 0 THEN round(now * 1000.0) / 1000.0 END AS openings, rows_before, rows_known
WITH o, before, openings, sign(openings - before) * round(abs(openings - before) * 1000.0) / 1000.0 AS change, rows_before, rows_known
RETURN o.code AS code, o.name AS name, before, openings, change,
  CASE WHEN before > 0 THEN sign(change) * round(1000.0 * abs(change) / before) / 10.0 END AS change_pct, rows_before, rows_known
ORDER BY change DESC, code
