-- zh: 产业链的环节，以及每个环节用到的职业
-- en: The segments of the chains, and the occupations each needs
SELECT DISTINCT c.uri AS chain, s.uri AS segment, o.uri AS occupation
FROM segments s
JOIN chains c ON c.node_key = s.chain
JOIN demand d ON d.segment = s.node_key
JOIN occupations o ON o.node_key = d.occupation
LIMIT 60
