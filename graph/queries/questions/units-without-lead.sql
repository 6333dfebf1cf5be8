SELECT u.id, u.name, count(DISTINCT (d.policy, d.path)) AS joined
FROM units u
JOIN duties d ON d.unit = u.node_key AND d.role = 'joint'
WHERE u.node_key NOT IN (SELECT unit FROM duties WHERE role = 'lead')
GROUP BY ALL
ORDER BY u.id
