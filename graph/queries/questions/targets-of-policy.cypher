// zh = "文件提出了哪些指标"
// en = "The targets that a document sets"
// [parameters.policy]
// type = "thing:policies"
// default = ""
// zh = "政策文件"
// en = "document"
// [columns]
// policy_id = ["文号", "document"]
// path = ["位置", "place in the document"]
// indicator = ["指标", "indicator"]
// comparator = ["比较", "comparator"]
// target_value = ["数值", "value"]
// measured_in = ["计量单位", "unit"]
// deadline = ["年份", "year"]
// text = ["原文", "words of the document"]

MATCH (t:Target)-[:OF_MEASURE]->(m:Measure)-[:SET_BY]->(p:Policy)
WHERE $policy = '' OR p.uri = $policy
RETURN p.id AS policy_id, m.path AS path, t.indicator AS indicator, t.comparator AS comparator, t.value AS target_value,
  t.measured_in AS measured_in, t.deadline AS deadline, t.text AS text
ORDER BY policy_id, path, indicator
