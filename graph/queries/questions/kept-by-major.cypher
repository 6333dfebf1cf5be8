MATCH (k:College)<-[:AT_COLLEGE]-(e:Enrolment)-[:OF_MAJOR]->(m:Major)
WHERE e.year = $year AND coalesce(e.graduates, e.employed, 0) > 0 AND ($college = '' OR k.uri = $college)
WITH m, e, CASE WHEN e.employed > 0 AND e.employed_local IS NOT NULL THEN 100.0 * e.employed_local / e.employed ELSE e.local_pct END AS share
WITH m, share, CASE WHEN share IS NOT NULL THEN coalesce(e.employed, e.graduates) END AS persons
WITH m, sum(share * persons) AS stay, sum(persons) AS counted, count(persons) AS rows_known, count(*) AS rows
WHERE counted > 0
RETURN m.code AS major_code, m.name AS major, m.level AS level, round(10.0 * stay / counted) / 10.0 AS share_pct, counted, rows_known, rows - rows_known AS rows_unknown
ORDER BY share_pct DESC, major_code
