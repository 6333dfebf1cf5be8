MATCH (n {uri: $thing})-[:DERIVED_FROM]->(s:Source)
RETURN s.file AS file, s.sheet AS sheet, n.source_row AS row, n.grade AS row_grade, n.ref AS reference,
  s.title AS title, s.publisher AS publisher, s.date AS as_of
ORDER BY file, sheet, row
