SELECT c.id AS chain_id, c.name AS chain_name, count(DISTINCT p.college) AS colleges, count(*) AS programmes,
  sum(p.capacity) AS places, count(*) - count(p.capacity) AS places_unknown
FROM (
  SELECT DISTINCT s.chain, p.node_key
  FROM segments s
  JOIN demand d ON d.segment = s.node_key
  JOIN crosswalk x ON x.occupation = d.occupation AND x.tier <= $tier
  JOIN programmes p ON p.major = x.major AND p.until IS NULL
) serving
JOIN programmes p USING (node_key)
JOIN chains c ON c.node_key = serving.chain
WHERE $chain = '' OR c.uri = $chain
GROUP BY c.id, c.name
ORDER BY chain_id
