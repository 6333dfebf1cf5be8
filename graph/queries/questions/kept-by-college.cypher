MATCH (k:College)<-[:AT_COLLEGE]-(e:Enrolment)
WHERE e.year = $year AND coalesce(e.graduates, e.employed, 0) > 0
WITH k, e, CASE WHEN e.employed > 0 AND e.employed_local IS NOT NULL THEN 100.0 * e.employed_local / e.employed ELSE e.local_pct END AS share
WITH k, share, CASE WHEN share IS NOT NULL THEN coalesce(e.employed, e.graduates) END AS persons
WITH k, sum(share * persons) AS stay, sum(persons) AS counted, count(persons) AS rows_known, count(*) AS rows
WHERE counted > 0
RETURN k.code AS college_code, k.name AS college, round(10.0 * stay / counted) / 10.0 AS share_pct, counted, rows_known, rows - rows_known AS rows_unknown
ORDER BY share_pct DESC, college_code
