MATCH (any:College)-[:OFFERS]->(m:Major)
WITH m, count(any) AS offered_by
WHERE offered_by >= $colleges
MATCH (k:College)-[:OFFERS]->(m)
RETURN m.code AS major_code, m.name AS major, k.code AS college_code, k.name AS college, offered_by
ORDER BY major_code, college_code
