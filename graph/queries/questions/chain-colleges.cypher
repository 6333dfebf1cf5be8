// zh = "产业链的环节需要哪些职业，由哪些院校的哪些专业对应"
// en = "From a chain's segments to the occupations they need, and the majors and colleges that prepare for these"
// [parameters.chain]
// type = "thing:chains"
// default = ""
// zh = "产业链"
// en = "chain"
// [columns]
// chain_id = ["产业链编号", "id of the chain"]
// segment_id = ["环节编号", "id of the segment"]
// segment = ["环节", "segment"]
// occupation_code = ["职业代码", "code of the occupation"]
// occupation = ["职业", "occupation"]
// major_code = ["专业代码", "code of the major"]
// major = ["专业", "major"]
// college_code = ["院校代码", "code of the college"]
// college = ["院校", "college"]

MATCH (c:Chain)<-[:IN_CHAIN]-(s:Segment)-[:NEEDS]->(o:Occupation)<-[:PREPARES_FOR]-(m:Major)<-[:OFFERS]-(k:College)
WHERE $chain = '' OR c.uri = $chain
RETURN c.id AS chain_id, s.id AS segment_id, s.name AS segment, o.code AS occupation_code, o.name AS occupation,
  m.code AS major_code, m.name AS major, k.code AS college_code, k.name AS college
ORDER BY chain_id, segment_id, occupation_code, major_code, college_code
