SELECT a.name AS from_college, b.name AS from_major, c.name AS to_college, d.name AS to_major, w.track, w.kind, w.seats
FROM pathways w
JOIN colleges a ON a.node_key = w.from_college
JOIN majors b ON b.node_key = w.from_major
JOIN colleges c ON c.node_key = w.to_college
JOIN majors d ON d.node_key = w.to_major
WHERE $college = '' OR a.uri = $college OR c.uri = $college
ORDER BY ALL
