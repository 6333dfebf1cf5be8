MATCH (k:College {uri: $college})<-[:AT_COLLEGE]-(p:Programme)-[:OF_MAJOR]->(m:Major)
RETURN m.code AS major_code, m.name AS major, p.track AS track, p.since AS opened, p.capacity AS capacity,
  COUNT { MATCH (m)-[:PREPARES_FOR]->(:Occupation) } AS occupations, COUNT { MATCH (p)-[:HAS_PARTNER]->(:Enterprise) } AS partners
ORDER BY major_code, track
