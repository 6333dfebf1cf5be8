// zh: 每所院校开设多少个专业
// en: How many majors each college offers
MATCH (c:College)-[:OFFERS]->(m:Major)
RETURN c.name AS college, count(DISTINCT m) AS majors
ORDER BY majors DESC
