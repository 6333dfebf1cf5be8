WITH step AS (
  SELECT source AS here, target AS there FROM links WHERE relation IN (ANY_OF)
  UNION
  SELECT target, source FROM links WHERE relation IN (ANY_OF)
),
forth AS (SELECT there AS via_1 FROM step WHERE here = $from),
forth_2 AS (SELECT via_1, there AS via_2 FROM forth JOIN step ON here = via_1),
back AS (SELECT there AS last FROM step WHERE here = $to),
back_2 AS (SELECT last, there AS via_2 FROM back JOIN step ON here = last),
short AS (
  SELECT 1 AS steps, NULL AS via_1, NULL AS via_2, NULL AS via_3 FROM forth WHERE via_1 = $to
  UNION ALL
  SELECT 2, via_1, NULL, NULL FROM forth JOIN back ON last = via_1
  UNION ALL
  SELECT 3, via_1, via_2, NULL FROM forth_2 JOIN back ON last = via_2
),
way AS (
  FROM short
  UNION ALL
  SELECT 4, via_1, via_2, last FROM forth_2 JOIN back_2 USING (via_2) WHERE NOT EXISTS (FROM short)
)
SELECT DISTINCT steps, a.name AS stop_1, b.name AS stop_2, c.name AS stop_3
FROM way
LEFT JOIN nodes a ON a.uri = via_1
LEFT JOIN nodes b ON b.uri = via_2
LEFT JOIN nodes c ON c.uri = via_3
WHERE steps = (SELECT min(steps) FROM way) AND $from <> $to
ORDER BY ALL
