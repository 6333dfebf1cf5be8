SELECT a.id AS alliance_id, a.name AS alliance_name, CASE l.relation WHEN 'LED_BY' THEN 'lead' ELSE 'member' END AS role,
  m.label, m.name, m.uri
FROM alliances a
JOIN links l ON l.source = a.uri AND l.relation IN ('LED_BY', 'HAS_MEMBER')
JOIN nodes m ON m.uri = l.target
WHERE $alliance = '' OR a.uri = $alliance
ORDER BY alliance_id, role, m.uri
