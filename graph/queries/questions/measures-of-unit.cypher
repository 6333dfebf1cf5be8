MATCH (u:Unit {uri: $unit})<-[:OF_UNIT]-(d:Duty)-[:OF_MEASURE]->(m:Measure)-[:SET_BY]->(p:Policy)
RETURN p.id AS policy, m.path AS path, m.heading AS heading, d.role AS role, d.position AS position
ORDER BY policy, path, role
