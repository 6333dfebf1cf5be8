WITH needs AS (SELECT DISTINCT d.occupation, s.chain FROM demand d JOIN segments s ON s.node_key = d.segment WHERE s.chain IS NOT NULL),
wanted AS (SELECT occupation, count(*) AS needed_by FROM needs GROUP BY occupation)
SELECT o.code, o.name, c.id AS chain_id, c.name AS chain_name, needed_by
FROM wanted
JOIN needs USING (occupation)
JOIN occupations o ON o.node_key = occupation
JOIN chains c ON c.node_key = needs.chain
WHERE needed_by >= $chains
ORDER BY o.code, chain_id
