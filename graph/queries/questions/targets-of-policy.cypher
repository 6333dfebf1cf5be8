MATCH (t:Target)-[:OF_MEASURE]->(m:Measure)-[:SET_BY]->(p:Policy)
WHERE $policy = '' OR p.uri = $policy
RETURN p.id AS policy_id, m.path AS path, t.indicator AS indicator, t.comparator AS comparator, t.value AS target_value,
  t.measured_in AS measured_in, t.deadline AS deadline, t.text AS text
ORDER BY policy_id, path, indicator
