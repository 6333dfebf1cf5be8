MATCH (k:College)-[:LOCATED_IN]->(a:Area)-[:BROADER*0..8]->(wide:Area {uri: $area})
RETURN k.code AS code, k.name AS name, k.level AS level, a.code AS area_code, a.name AS area_name,
  COUNT { MATCH (k)<-[:AT_COLLEGE]-(:Programme) } AS programmes
ORDER BY code
