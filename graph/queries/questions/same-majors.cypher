MATCH (k:College {uri: $college})-[:OFFERS]->(m:Major)<-[:OFFERS]-(j:College)
WITH k, j, count(m) AS shared
WITH k, j, shared, COUNT { MATCH (k)-[:OFFERS]->(:Major) } AS majors, COUNT { MATCH (j)-[:OFFERS]->(:Major) } AS other_majors
RETURN k.code AS college_code, k.name AS college_name, j.code AS other_code, j.name AS other_name, shared, majors, other_majors,
  round(1000.0 * shared / (majors + other_majors - shared)) / 10.0 AS overlap_pct
ORDER BY overlap_pct DESC, college_code, other_code
