MATCH (n)
WITH labels(n)[0] AS node_label, n.grade AS grade, n.ref AS ref
WHERE NOT node_label IN ['Source', 'TwinChainBuild']
RETURN node_label, count(*) AS records, count(CASE WHEN grade = 'official' THEN 1 END) AS official,
  count(CASE WHEN grade = 'reported' THEN 1 END) AS reported, count(CASE WHEN grade = 'estimated' THEN 1 END) AS estimated,
  count(CASE WHEN grade = 'illustrative' THEN 1 END) AS illustrative, count(CASE WHEN grade IS NULL THEN 1 END) AS without_grade,
  count(CASE WHEN ref IS NULL THEN 1 END) AS without_reference
ORDER BY node_label
