SELECT s.file, s.sheet, n.source_row AS row, n.grade AS row_grade, n.ref AS reference, s.title, s.publisher, s.date AS as_of
FROM nodes n
JOIN links l ON l.source = n.uri AND l.relation = 'DERIVED_FROM'
JOIN sources s ON s.uri = l.target
WHERE n.uri = $thing
ORDER BY s.file, s.sheet, row
