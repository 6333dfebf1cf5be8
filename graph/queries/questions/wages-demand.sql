SELECT code, name, openings, wage_low, CASE WHEN paid > 0 THEN round(pay / paid) END AS wage_mean, wage_high,
  paid AS openings_with_wage
FROM (
  SELECT o.code, o.name, round(sum(d.openings), 3) AS openings, min(d.wage_cny_month) AS wage_low,
    max(d.wage_cny_month) AS wage_high, sum(d.openings * d.wage_cny_month) AS pay,
    round(sum(CASE WHEN d.wage_cny_month IS NULL THEN 0 ELSE d.openings END), 3) AS paid
  FROM demand d
  JOIN occupations o ON o.node_key = d.occupation
  WHERE d.year = $year AND d.openings IS NOT NULL AND ($basis = '' OR d.basis = $basis)
  GROUP BY o.code, o.name
)
ORDER BY openings DESC, code
