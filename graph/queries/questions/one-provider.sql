WITH wanted AS (
  SELECT occupation, round(sum(openings), 3) AS openings FROM demand
  WHERE year = $year AND openings IS NOT NULL AND ($basis = '' OR basis = $basis)
  GROUP BY occupation
),
taught AS (
  SELECT x.occupation, min(p.college) AS college, count(DISTINCT p.major) AS majors
  FROM crosswalk x JOIN programmes p ON p.major = x.major
  WHERE x.tier <= $tier
  GROUP BY x.occupation
  HAVING count(DISTINCT p.college) = 1
)
SELECT o.code, o.name, w.openings, k.code AS college_code, k.name AS college, t.majors
FROM wanted w
JOIN taught t USING (occupation)
JOIN occupations o ON o.node_key = w.occupation
JOIN colleges k ON k.node_key = t.college
ORDER BY w.openings DESC, o.code
