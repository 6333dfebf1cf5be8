SELECT f.name AS enterprise, f.above_scale, a.name AS area_name, coalesce(len(f.segments), 0) AS segments,
  (SELECT count(*) FROM demand d WHERE d.enterprise = f.node_key) AS demand_rows, f.uri
FROM enterprises f
LEFT JOIN areas a ON a.node_key = f.area
WHERE f.node_key NOT IN (SELECT enterprise FROM cooperations)
  AND f.node_key NOT IN (SELECT unnest(partners) FROM programmes)
  AND NOT EXISTS (FROM labs l JOIN colleges k ON list_contains(l.hosts, k.node_key) WHERE list_contains(l.hosts, f.node_key))
  AND NOT EXISTS (FROM alliances b WHERE list_contains(b.members, f.node_key) OR b.lead = f.node_key)
  AND ($chain = '' OR EXISTS (FROM segments s JOIN chains c ON c.node_key = s.chain WHERE c.uri = $chain AND list_contains(f.segments, s.node_key)))
ORDER BY f.above_scale DESC, enterprise, f.uri
