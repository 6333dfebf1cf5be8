SELECT label AS node_label, count(*) AS records, count(*) FILTER (grade = 'official') AS official,
  count(*) FILTER (grade = 'reported') AS reported, count(*) FILTER (grade = 'estimated') AS estimated,
  count(*) FILTER (grade = 'illustrative') AS illustrative, count(*) FILTER (grade IS NULL) AS without_grade,
  count(*) FILTER (ref IS NULL) AS without_reference
FROM nodes
WHERE label <> 'Source'
GROUP BY label
ORDER BY label
