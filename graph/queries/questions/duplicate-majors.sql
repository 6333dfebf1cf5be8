SELECT m.code AS major_code, m.name AS major, k.code AS college_code, k.name AS college, offered_by
FROM (SELECT major, count(DISTINCT college) AS offered_by FROM programmes GROUP BY major)
JOIN majors m ON m.node_key = major
JOIN (SELECT DISTINCT college, major FROM programmes) p USING (major)
JOIN colleges k ON k.node_key = p.college
WHERE offered_by >= $colleges
ORDER BY major_code, college_code
