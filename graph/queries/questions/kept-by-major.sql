SELECT m.code AS major_code, m.name AS major, m.level, round(10 * sum(share * persons) / sum(persons)) / 10 AS share_pct, sum(persons) AS counted,
  count(persons) AS rows_known, count(*) - count(persons) AS rows_unknown
FROM (
  SELECT *, coalesce(100.0 * employed_local / nullif(employed, 0), local_pct) AS share,
    CASE WHEN share IS NOT NULL THEN coalesce(employed, graduates) END AS persons
  FROM enrolment WHERE year = $year
) e
JOIN majors m ON m.node_key = e.major
JOIN colleges k ON k.node_key = e.college
WHERE coalesce(e.graduates, e.employed, 0) > 0 AND ($college = '' OR k.uri = $college)
GROUP BY m.code, m.name, m.level
HAVING sum(persons) > 0
ORDER BY share_pct DESC, major_code
