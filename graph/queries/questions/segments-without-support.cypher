// zh = "哪些环节缺少平台、实训基地或联盟"
// en = "Segments without a lab, a training base or an alliance"
// [parameters.chain]
// type = "thing:chains"
// default = ""
// zh = "产业链"
// en = "chain"
// [columns]
// chain_id = ["产业链编号", "id of the chain"]
// segment_id = ["环节编号", "id of the segment"]
// segment = ["环节", "segment"]
// stage = ["环节位置", "place in the chain"]
// labs = ["平台数（不含实训基地）", "labs other than training bases"]
// training_bases = ["实训基地数", "training bases"]
// alliances = ["所在产业链的联盟数", "alliances that serve its chain"]

MATCH (s:Segment)-[:IN_CHAIN]->(c:Chain)
WHERE $chain = '' OR c.uri = $chain
WITH c, s, COUNT { MATCH (l:Lab)-[:SERVES]->(s) WHERE l.kind <> 'training_base' } AS labs,
  COUNT { MATCH (b:Lab)-[:SERVES]->(s) WHERE b.kind = 'training_base' } AS training_bases,
  COUNT { MATCH (a:Alliance)-[:SERVES]->(c) } AS alliances
WHERE labs = 0 OR training_bases = 0 OR alliances = 0
RETURN c.id AS chain_id, s.id AS segment_id, s.name AS segment, s.stage AS stage, labs, training_bases, alliances
ORDER BY chain_id, segment_id
