SELECT l.relation, 'out' AS direction, n.label, n.name, n.uri
FROM links l JOIN nodes n ON n.uri = l.target
WHERE l.source = $thing AND n.label <> 'Source'
UNION
SELECT l.relation, 'in', n.label, n.name, n.uri
FROM links l JOIN nodes n ON n.uri = l.source
WHERE l.target = $thing AND n.label <> 'Source'
ORDER BY relation, direction, uri
