WITH taught AS (
  SELECT DISTINCT s.chain, p.major, p.college
  FROM segments s
  JOIN demand d ON d.segment = s.node_key
  JOIN crosswalk x ON x.occupation = d.occupation
  JOIN programmes p ON p.major = x.major
)
SELECT c.id AS chain_id, c.name AS chain_name, (SELECT count(*) FROM segments s WHERE s.chain = c.node_key) AS segments,
  (SELECT count(DISTINCT f.node_key) FROM enterprises f JOIN segments s ON list_contains(f.segments, s.node_key) WHERE s.chain = c.node_key) AS enterprises,
  (SELECT count(DISTINCT d.occupation) FROM demand d JOIN segments s ON s.node_key = d.segment WHERE s.chain = c.node_key) AS occupations,
  (SELECT count(DISTINCT t.major) FROM taught t WHERE t.chain = c.node_key) AS majors,
  (SELECT count(DISTINCT t.college) FROM taught t WHERE t.chain = c.node_key) AS colleges,
  (SELECT count(DISTINCT l.node_key) FROM labs l JOIN segments s ON list_contains(l.segments, s.node_key) WHERE s.chain = c.node_key) AS labs,
  (SELECT count(*) FROM alliances a WHERE list_contains(a.chains, c.node_key)) AS alliances
FROM chains c
WHERE $chain = '' OR c.uri = $chain
ORDER BY chain_id
