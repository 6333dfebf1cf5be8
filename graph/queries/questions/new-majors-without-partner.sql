SELECT k.code AS college_code, k.name AS college, m.code AS major_code, m.name AS major, p.track, p.since AS opened
FROM programmes p
JOIN colleges k ON k.node_key = p.college
JOIN majors m ON m.node_key = p.major
WHERE p.since >= $since AND coalesce(len(p.partners), 0) = 0
  AND NOT EXISTS (FROM cooperations c WHERE c.college = p.college AND c.major = p.major)
ORDER BY college_code, major_code, p.track
