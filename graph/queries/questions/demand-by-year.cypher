// zh = "各职业历年的用工需求"
// en = "Demand by occupation and year"
// [parameters.occupation]
// type = "thing:occupations"
// default = ""
// zh = "职业"
// en = "occupation"
// [parameters.basis]
// type = "code:basis"
// default = "survey"
// zh = "口径"
// en = "basis of the figures"
// [columns]
// code = ["职业代码", "code of the occupation"]
// name = ["职业", "occupation"]
// in_year = ["年份", "year"]
// openings = ["招聘需求", "openings"]
// rows_known = ["有数字的记录数", "rows with a figure"]
// rows_unknown = ["无数字的记录数", "rows without a figure"]

MATCH (d:Demand)-[:FOR_OCCUPATION]->(o:Occupation)
WHERE ($basis = '' OR d.basis = $basis) AND ($occupation = '' OR o.uri = $occupation)
WITH o, d.year AS in_year, sum(d.openings) AS total, count(d.openings) AS rows_known, count(d) AS rows
WHERE rows_known > 0
RETURN o.code AS code, o.name AS name, in_year, round(total * 1000.0) / 1000.0 AS openings, rows_known, rows - rows_known AS rows_unknown
ORDER BY code, in_year
