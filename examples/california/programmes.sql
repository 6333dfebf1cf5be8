-- programmes: a college and a major in which it conferred an award in 2020-2024.
-- From us_ca_ipeds_completions_institution_2020_2024.csv. When a programme began or ended is not in the file.
-- source_row: the first line of that file that has the college and the major.
WITH completions AS (
    SELECT row_number() OVER () + 1 AS line, *
    FROM read_csv(getvariable('data') || '/us_ca_ipeds_completions_institution_2020_2024.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
),
levelled AS (
    SELECT
        line,
        unitid,
        cip_code,
        CASE
            WHEN award_level IN ('1', '2', '4', '20', '21') THEN 4  -- certificates below the associate's degree
            WHEN award_level = '3' THEN 5                           -- associate's degree
            WHEN award_level IN ('5', '6') THEN 6                   -- bachelor's degree, post-baccalaureate certificate
            WHEN award_level IN ('7', '8') THEN 7                   -- master's degree, post-master's certificate
            WHEN award_level IN ('17', '18', '19') THEN 8           -- doctor's degrees
            ELSE error(concat('us_ca_ipeds_completions_institution_2020_2024.csv, line ', line,
                              ': award level "', award_level, '" has no ISCED level; add it to every adapter'))
        END AS level
    FROM completions
)
SELECT
    unitid AS college,
    cip_code || '-' || level AS major,
    min(line) AS source_row
FROM levelled
GROUP BY unitid, cip_code, level
ORDER BY college, major
