MATCH (n {uri: $thing})-[r]->(m)
WHERE NOT m:Source
RETURN type(r) AS relation, 'out' AS direction, labels(m)[0] AS label, m.name AS name, m.uri AS uri
UNION
MATCH (n {uri: $thing})<-[r]-(m)
WHERE NOT m:Source
RETURN type(r) AS relation, 'in' AS direction, labels(m)[0] AS label, m.name AS name, m.uri AS uri
