// zh = "产业链各环节有哪些企业"
// en = "The firms in each segment of a chain"
// order = ["chain_id", "segment_id", "enterprise", "uri"]
// [parameters.chain]
// type = "thing:chains"
// default = ""
// zh = "产业链"
// en = "chain"
// [columns]
// chain_id = ["产业链编号", "id of the chain"]
// segment_id = ["环节编号", "id of the segment"]
// segment = ["环节", "segment"]
// enterprise = ["企业", "firm"]
// above_scale = ["规上", "above the statistical threshold"]
// pilot = ["产教融合型企业", "pilot of industry–education integration"]
// uri = ["标识", "uri of the firm"]

MATCH (f:Enterprise)-[:IN_SEGMENT]->(s:Segment)-[:IN_CHAIN]->(c:Chain)
WHERE $chain = '' OR c.uri = $chain
RETURN c.id AS chain_id, s.id AS segment_id, s.name AS segment, f.name AS enterprise, f.above_scale AS above_scale, f.pilot AS pilot, f.uri AS uri
ORDER BY chain_id, segment_id, enterprise, uri
