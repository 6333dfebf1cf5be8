MATCH (k:College)<-[:AT_COLLEGE]-(p:Placement)-[:OF_MAJOR]->(m:Major)
WHERE p.year = $year AND p.persons IS NOT NULL AND ($major = '' OR m.uri = $major) AND ($college = '' OR k.uri = $college)
OPTIONAL MATCH (p)-[:FOR_OCCUPATION]->(o:Occupation)
OPTIONAL MATCH (p)-[:IN_AREA]->(a:Area)
RETURN m.code AS major_code, m.name AS major_name, o.code AS code, o.name AS name, a.code AS area_code, a.name AS area_name,
  sum(p.persons) AS persons
ORDER BY persons DESC, major_code, code, area_code
