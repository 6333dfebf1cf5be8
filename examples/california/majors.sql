-- majors: a CIP 2020 code at an ISCED level, for every pair in which an award was conferred in 2020-2024 anywhere in the
-- United States: the whole country, so that a major which nobody in California offers yet is there to be proposed.
-- code = CIP code, hyphen, ISCED level: 51.3801-6 is registered nursing at bachelor's level.
-- Above them stand their groups at the same level: 51.38-6 and 51-6, by the digits of CIP, which names six-digit codes
-- by their four-digit and two-digit series. No file here has titles of series, so their name is their code.
-- From us_ipeds_completions_state_cip_award_2020_2024.csv; the titles from us_cip2020_soc2018_crosswalk.csv.
-- source_row: the first line of the completions file that has the pair, or one of the group.
WITH completions AS (
    SELECT row_number() OVER () + 1 AS line, *
    FROM read_csv(getvariable('data') || '/us_ipeds_completions_state_cip_award_2020_2024.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
),
levelled AS (
    SELECT
        line,
        cip_code,
        CASE
            WHEN award_level IN ('1', '2', '4', '20', '21') THEN 4  -- certificates below the associate's degree
            WHEN award_level = '3' THEN 5                           -- associate's degree
            WHEN award_level IN ('5', '6') THEN 6                   -- bachelor's degree, post-baccalaureate certificate
            WHEN award_level IN ('7', '8') THEN 7                   -- master's degree, post-master's certificate
            WHEN award_level IN ('17', '18', '19') THEN 8           -- doctor's degrees
            ELSE error(concat('us_ipeds_completions_state_cip_award_2020_2024.csv, line ', line,
                              ': award level "', award_level, '" has no ISCED level; add it to every adapter'))
        END AS level
    FROM completions
),
titles AS (
    -- CIP titles end with a full stop; as names they do without it.
    SELECT DISTINCT cip_code, rtrim(cip_title, '.') AS title
    FROM read_csv(getvariable('data') || '/us_cip2020_soc2018_crosswalk.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
),
majors AS (
    SELECT cip_code, title, level, min(line) AS line
    FROM levelled
    -- A code without a title is no major; were it awarded in California, enrolment would report an unknown major.
    JOIN titles USING (cip_code)
    GROUP BY cip_code, title, level
),
named AS (
    SELECT cip_code AS cip, left(cip_code, 5) AS above, title AS name, level, line FROM majors
    UNION ALL
    SELECT left(cip_code, 5) AS cip, left(cip_code, 2) AS above, 'CIP ' || cip AS name, level, min(line) AS line
    FROM majors
    GROUP BY ALL
    UNION ALL
    SELECT left(cip_code, 2) AS cip, NULL AS above, 'CIP ' || cip AS name, level, min(line) AS line
    FROM majors
    GROUP BY ALL
)
SELECT
    cip || '-' || level AS code,
    name,
    level,
    above || '-' || level AS parent,
    'CIP 2020' AS scheme,
    line AS source_row
FROM named
ORDER BY code
