// zh = "哪些院校依托的平台服务于产业链"
// en = "Labs that a college hosts and that serve a chain"
// [parameters.chain]
// type = "thing:chains"
// default = ""
// zh = "产业链"
// en = "chain"
// [columns]
// lab_id = ["平台编号", "id of the lab"]
// lab = ["平台", "lab"]
// kind = ["类型", "kind"]
// college_code = ["院校代码", "code of the college"]
// college = ["院校", "college"]
// chain_id = ["产业链编号", "id of the chain"]
// segment_id = ["环节编号", "id of the segment"]

MATCH (k:College)<-[:HOSTED_BY]-(l:Lab)-[:SERVES]->(s:Segment)-[:IN_CHAIN]->(c:Chain)
WHERE $chain = '' OR c.uri = $chain
RETURN l.id AS lab_id, l.name AS lab, l.kind AS kind, k.code AS college_code, k.name AS college, c.id AS chain_id, s.id AS segment_id
ORDER BY lab_id, college_code, segment_id
