SELECT p.id AS policy, d.path, m.heading, d.role, d.position
FROM duties d
JOIN units u ON u.node_key = d.unit
JOIN policies p ON p.node_key = d.policy
JOIN measures m ON m.policy = d.policy AND m.path = d.path
WHERE u.uri = $unit
ORDER BY p.id, d.path, d.role
