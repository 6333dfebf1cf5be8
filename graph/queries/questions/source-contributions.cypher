// zh = "每个来源文件提供了哪些内容"
// en = "What each source contributed"
// order = ["file", "sheet", "title", "node_label"]
// [parameters.label]
// type = "label"
// default = ""
// zh = "只看这一类"
// en = "only nodes of this label"
// [columns]
// file = ["文件", "file"]
// sheet = ["工作表", "sheet"]
// title = ["标题", "title"]
// node_label = ["类别", "label"]
// nodes = ["条数", "nodes"]

MATCH (n)-[:DERIVED_FROM]->(s:Source)
WITH s.file AS file, s.sheet AS sheet, s.title AS title, labels(n)[0] AS node_label, count(n) AS nodes
WHERE $label = '' OR node_label = $label
RETURN file, sheet, title, node_label, nodes
ORDER BY file, sheet, title, node_label
