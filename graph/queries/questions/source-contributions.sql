SELECT s.file, s.sheet, s.title, n.label AS node_label, count(*) AS nodes
FROM links l
JOIN nodes n ON n.uri = l.source
JOIN sources s ON s.uri = l.target
WHERE l.relation = 'DERIVED_FROM' AND ($label = '' OR n.label = $label)
GROUP BY ALL
ORDER BY ALL
