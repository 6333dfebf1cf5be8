MATCH (k:College)<-[:AT_COLLEGE]-(p:Programme)-[:OF_MAJOR]->(m:Major)
WHERE p.since >= $since AND NOT EXISTS { MATCH (p)-[:HAS_PARTNER]->(:Enterprise) }
  AND NOT EXISTS { MATCH (k)<-[:AT_COLLEGE]-(:Cooperation)-[:OF_MAJOR]->(m) }
RETURN k.code AS college_code, k.name AS college, m.code AS major_code, m.name AS major, p.track AS track, p.since AS opened
ORDER BY college_code, major_code, track
