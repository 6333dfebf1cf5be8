// zh = "各企业实习岗位占职工总数的比例"
// en = "Internship posts of firms as a share of their employees"
// order = ["share_pct", "enterprise", "uri"]
// descending = ["share_pct"]
// [parameters.year]
// type = "year:enterprise_years.employees"
// default = "latest"
// zh = "年份"
// en = "year"
// [columns]
// uri = ["标识", "uri of the firm"]
// enterprise = ["企业", "firm"]
// employees = ["职工总数", "employees"]
// internship_posts = ["实习岗位", "internship posts"]
// share_pct = ["占比%", "posts per hundred employees"]

MATCH (y:EnterpriseYear)-[:OF_ENTERPRISE]->(f:Enterprise)
WHERE y.year = $year AND y.employees > 0 AND y.internship_posts IS NOT NULL
RETURN f.uri AS uri, f.name AS enterprise, y.employees AS employees, y.internship_posts AS internship_posts,
  round(1000.0 * y.internship_posts / y.employees) / 10.0 AS share_pct
ORDER BY share_pct DESC, enterprise, uri
