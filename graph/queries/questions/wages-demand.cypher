MATCH (d:Demand)-[:FOR_OCCUPATION]->(o:Occupation)
WHERE d.year = $year AND d.openings IS NOT NULL AND ($basis = '' OR d.basis = $basis)
WITH o, sum(d.openings) AS total, min(d.wage_cny_month) AS wage_low, max(d.wage_cny_month) AS wage_high,
  sum(d.openings * d.wage_cny_month) AS pay, sum(CASE WHEN d.wage_cny_month IS NULL THEN 0.0 ELSE d.openings END) AS paid
RETURN o.code AS code, o.name AS name, round(total * 1000.0) / 1000.0 AS openings, wage_low,
  CASE WHEN paid > 0 THEN round(pay / paid) END AS wage_mean, wage_high, round(paid * 1000.0) / 1000.0 AS openings_with_wage
ORDER BY openings DESC, code
