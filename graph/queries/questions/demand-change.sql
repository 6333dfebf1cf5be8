SELECT code, name, before, openings, round(openings - before, 3) AS change,
  CASE WHEN before > 0 THEN round(1000 * (openings - before) / before) / 10 END AS change_pct, rows_before, rows_known
FROM (
  SELECT o.code, o.name, round(sum(d.openings) FILTER (d.year < $year), 3) AS before,
    round(sum(d.openings) FILTER (d.year = $year), 3) AS openings,
    count(*) FILTER (d.year < $year) AS rows_before, count(*) FILTER (d.year = $year) AS rows_known
  FROM demand d
  JOIN occupations o ON o.node_key = d.occupation
  WHERE d.year IN ($year - 1, $year) AND d.openings IS NOT NULL AND ($basis = '' OR d.basis = $basis)
  GROUP BY o.code, o.name
)
ORDER BY change DESC, code
