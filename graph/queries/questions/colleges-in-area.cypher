// zh = "某一区域及其下级有哪些院校"
// en = "The colleges in an area and in all it contains"
// [parameters.area]
// type = "thing:areas"
// zh = "区域"
// en = "area"
// [columns]
// code = ["院校代码", "code of the college"]
// name = ["院校", "college"]
// level = ["办学层次", "highest level"]
// area_code = ["区域代码", "code of its area"]
// area_name = ["区域", "its area"]
// programmes = ["专业点数", "programmes"]

MATCH (k:College)-[:LOCATED_IN]->(a:Area)-[:BROADER*0..8]->(wide:Area {uri: $area})
RETURN k.code AS code, k.name AS name, k.level AS level, a.code AS area_code, a.name AS area_name,
  COUNT { MATCH (k)<-[:AT_COLLEGE]-(:Programme) } AS programmes
ORDER BY code
