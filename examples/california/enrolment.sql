-- enrolment: graduates = awards conferred, per college, major and year 2020-2024 (year = end of the academic year).
-- From us_ca_ipeds_completions_institution_2020_2024.csv (NCES IPEDS Completions, first majors).
-- Award levels that fall on one ISCED level are summed. Not distinct persons: two awards count twice.
-- A zero makes no row: the file is wide, so 0 stands for "no award" as well as for "not offered" or "did not report that
-- year", and a zero class would pass for supply that reaches an occupation. Sums are the same with or without it.
-- source_row: the first line of that file that is in the sum.
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
        END AS level,
        COLUMNS('completions_20[0-9][0-9]')
    FROM completions
),
yearly AS (
    -- UNPIVOT leaves out empty cells: an unknown count makes no row.
    SELECT line, unitid, cip_code, level, right(column_name, 4)::INTEGER AS year, awards::INTEGER AS awards
    FROM (UNPIVOT levelled ON COLUMNS('completions_20[0-9][0-9]') INTO NAME column_name VALUE awards)
)
SELECT
    unitid AS college,
    cip_code || '-' || level AS major,
    year,
    sum(awards)::INTEGER AS graduates,
    min(line) FILTER (awards > 0) AS source_row
FROM yearly
GROUP BY unitid, cip_code, level, year
HAVING sum(awards) > 0
ORDER BY college, major, year
