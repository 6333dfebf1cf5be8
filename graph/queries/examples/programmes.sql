-- zh: 每所院校开设多少个专业
-- en: How many majors each college offers
SELECT c.name AS college, count(DISTINCT p.major) AS majors
FROM programmes p JOIN colleges c ON c.node_key = p.college
GROUP BY c.name
ORDER BY majors DESC
