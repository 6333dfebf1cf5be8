SELECT p.id AS policy_id, t.path, t.indicator, t.comparator, t.value AS target_value, t.measured_in, t.deadline, t.text
FROM targets t
JOIN measures m ON m.policy = t.policy AND m.path = t.path
JOIN policies p ON p.node_key = m.policy
WHERE $policy = '' OR p.uri = $policy
ORDER BY policy_id, t.path, t.indicator
