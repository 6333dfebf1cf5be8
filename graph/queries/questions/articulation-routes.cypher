MATCH (a:College)<-[:FROM_COLLEGE]-(w:Pathway)-[:TO_COLLEGE]->(c:College)
WHERE $college = '' OR a.uri = $college OR c.uri = $college
MATCH (b:Major)<-[:FROM_MAJOR]-(w)-[:TO_MAJOR]->(d:Major)
RETURN a.name AS from_college, b.name AS from_major, c.name AS to_college, d.name AS to_major,
  w.track AS track, w.kind AS kind, w.seats AS seats
ORDER BY from_college, from_major, to_college, to_major, track
