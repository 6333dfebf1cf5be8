// zh = "各产业链由哪些院校的多少个专业服务"
// en = "The colleges that serve a chain, by how many majors"
// [parameters.chain]
// type = "thing:chains"
// default = ""
// zh = "产业链"
// en = "chain"
// [columns]
// chain_id = ["产业链编号", "id of the chain"]
// chain_name = ["产业链", "chain"]
// college_code = ["院校代码", "code of the college"]
// college = ["院校", "college"]
// majors = ["专业数", "majors that lead to the chain's occupations"]

MATCH (c:Chain)<-[:IN_CHAIN]-(s:Segment)-[:NEEDS]->(o:Occupation)<-[:PREPARES_FOR]-(m:Major)<-[:OFFERS]-(k:College)
WHERE $chain = '' OR c.uri = $chain
RETURN c.id AS chain_id, c.name AS chain_name, k.code AS college_code, k.name AS college, count(DISTINCT m) AS majors
ORDER BY chain_id, college_code
