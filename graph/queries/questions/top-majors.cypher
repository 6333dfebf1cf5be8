MATCH (k:College)<-[:AT_COLLEGE]-(e:Enrolment)-[:OF_MAJOR]->(m:Major)
WHERE e.year = $year AND e.graduates IS NOT NULL AND ($college = '' OR k.uri = $college)
WITH k, m, sum(e.graduates) AS graduates
WITH k, collect(graduates) AS sizes, collect({code: m.code, name: m.name, level: m.level, graduates: graduates}) AS majors
UNWIND majors AS m
WITH k, m, size([n IN sizes WHERE n > m.graduates]) + 1 AS place
WHERE place <= $places
RETURN k.code AS college_code, k.name AS college_name, place, m.code AS major_code, m.name AS major, m.level AS level,
  m.graduates AS graduates
ORDER BY college_code, place, major_code
