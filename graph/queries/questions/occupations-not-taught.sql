SELECT o.code, o.name, round(sum(d.openings), 3) AS openings,
  (SELECT count(DISTINCT x.major) FROM crosswalk x WHERE x.occupation = o.node_key) AS majors
FROM demand d
JOIN occupations o ON o.node_key = d.occupation
WHERE d.year = $year AND d.openings IS NOT NULL AND ($basis = '' OR d.basis = $basis)
  AND o.node_key IN (SELECT occupation FROM crosswalk)
  AND o.node_key NOT IN (SELECT x.occupation FROM crosswalk x JOIN programmes p ON p.major = x.major)
GROUP BY o.code, o.name, o.node_key
ORDER BY openings DESC, o.code
