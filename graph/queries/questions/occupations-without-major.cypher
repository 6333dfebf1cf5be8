// zh = "哪些有用工需求的职业没有任何专业对应"
// en = "Occupations in demand that no major prepares for"
// [columns]
// code = ["职业代码", "code of the occupation"]
// name = ["职业", "occupation"]
// level = ["学历要求", "level of education"]
// demand_rows = ["需求记录数", "rows of demand"]

MATCH (d:Demand)-[:FOR_OCCUPATION]->(o:Occupation)
WHERE NOT EXISTS { MATCH (:Major)-[:PREPARES_FOR]->(o) }
RETURN o.code AS code, o.name AS name, o.level AS level, count(d) AS demand_rows
ORDER BY code
