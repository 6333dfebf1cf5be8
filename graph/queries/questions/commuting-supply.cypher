MATCH (a:Area)<-[:LOCATED_IN]-(k:College)<-[:AT_COLLEGE]-(e:Enrolment)
WHERE e.year = $year AND e.graduates IS NOT NULL AND ($area = '' OR a.uri = $area)
RETURN a.code AS area_code, a.name AS area_name, a.code AS from_code, a.name AS from_name, false AS commute,
  count(DISTINCT k) AS colleges, sum(e.graduates) AS graduates
UNION
MATCH (a:Area)<-[:COMMUTES_TO]-(b:Area)<-[:LOCATED_IN]-(k:College)<-[:AT_COLLEGE]-(e:Enrolment)
WHERE a.uri <> b.uri AND e.year = $year AND e.graduates IS NOT NULL AND ($area = '' OR a.uri = $area)
RETURN a.code AS area_code, a.name AS area_name, b.code AS from_code, b.name AS from_name, true AS commute,
  count(DISTINCT k) AS colleges, sum(e.graduates) AS graduates
