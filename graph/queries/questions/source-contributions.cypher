MATCH (n)-[:DERIVED_FROM]->(s:Source)
WITH s.file AS file, s.sheet AS sheet, s.title AS title, labels(n)[0] AS node_label, count(n) AS nodes
WHERE $label = '' OR node_label = $label
RETURN file, sheet, title, node_label, nodes
ORDER BY file, sheet, title, node_label
