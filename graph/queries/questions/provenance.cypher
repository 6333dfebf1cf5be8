// zh = "某一对象或数字出自哪个文件的哪一行"
// en = "From which file and row a thing or figure comes"
// order = ["file", "sheet", "row"]
// [parameters.thing]
// type = "node"
// zh = "任一对象或数字"
// en = "any thing or figure"
// [columns]
// file = ["文件", "file"]
// sheet = ["工作表", "sheet"]
// row = ["行号", "row"]
// row_grade = ["数据等级", "grade"]
// reference = ["出处", "where the figures were found"]
// title = ["来源标题", "title of the source"]
// publisher = ["发布者", "publisher"]
// as_of = ["数据日期", "day as of which the data hold"]

MATCH (n {uri: $thing})-[:DERIVED_FROM]->(s:Source)
RETURN s.file AS file, s.sheet AS sheet, n.source_row AS row, n.grade AS row_grade, n.ref AS reference,
  s.title AS title, s.publisher AS publisher, s.date AS as_of
ORDER BY file, sheet, row
