SELECT m.code AS major_code, m.name AS major, p.track, p.since AS opened, p.capacity,
  (SELECT count(DISTINCT x.occupation) FROM crosswalk x WHERE x.major = p.major) AS occupations,
  coalesce(len(p.partners), 0) AS partners
FROM programmes p
JOIN colleges k ON k.node_key = p.college
JOIN majors m ON m.node_key = p.major
WHERE k.uri = $college
ORDER BY major_code, p.track
