-- colleges: institutions that conferred at least one award in 2020-2024.
-- From us_ca_institutions.csv (NCES IPEDS directory) and us_ca_ipeds_completions_institution_2020_2024.csv.
-- An institution without awards (district offices, campuses that have closed) has no level and is no college here.
-- source_row: the line of us_ca_institutions.csv.
WITH institutions AS (
    SELECT row_number() OVER () + 1 AS line, *
    FROM read_csv(getvariable('data') || '/us_ca_institutions.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
),
completions AS (
    SELECT row_number() OVER () + 1 AS line, *
    FROM read_csv(getvariable('data') || '/us_ca_ipeds_completions_institution_2020_2024.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
),
highest AS (
    -- A line stands in the completions file only if at least one of its five years is above zero.
    SELECT
        unitid,
        max(CASE
            WHEN award_level IN ('1', '2', '4', '20', '21') THEN 4  -- certificates below the associate's degree
            WHEN award_level = '3' THEN 5                           -- associate's degree
            WHEN award_level IN ('5', '6') THEN 6                   -- bachelor's degree, post-baccalaureate certificate
            WHEN award_level IN ('7', '8') THEN 7                   -- master's degree, post-master's certificate
            WHEN award_level IN ('17', '18', '19') THEN 8           -- doctor's degrees
            ELSE error(concat('us_ca_ipeds_completions_institution_2020_2024.csv, line ', line,
                              ': award level "', award_level, '" has no ISCED level; add it to every adapter'))
        END) AS level
    FROM completions
    GROUP BY unitid
)
SELECT
    unitid AS code,
    instnm AS name,
    highest.level AS level,
    CASE sector
        WHEN '0' THEN 'Administrative unit'
        WHEN '1' THEN 'Public, 4-year or above'
        WHEN '2' THEN 'Private not-for-profit, 4-year or above'
        WHEN '3' THEN 'Private for-profit, 4-year or above'
        WHEN '4' THEN 'Public, 2-year'
        WHEN '5' THEN 'Private not-for-profit, 2-year'
        WHEN '6' THEN 'Private for-profit, 2-year'
        WHEN '7' THEN 'Public, less than 2-year'
        WHEN '8' THEN 'Private not-for-profit, less than 2-year'
        WHEN '9' THEN 'Private for-profit, less than 2-year'
        WHEN '99' THEN NULL  -- sector not known
        ELSE error(concat('us_ca_institutions.csv, line ', line, ': sector "', sector, '" is not known'))
    END AS kind,
    -- Two institutions have moved their address to another state; the source still counts their awards in California.
    CASE WHEN lpad(countycd, 5, '0') LIKE '06%' THEN lpad(countycd, 5, '0') ELSE '06' END AS area,
    CASE control
        WHEN '1' THEN true
        WHEN '2' THEN false  -- private, not for profit
        WHEN '3' THEN false  -- private, for profit
        WHEN '-3' THEN NULL  -- not known
        ELSE error(concat('us_ca_institutions.csv, line ', line, ': control "', control, '" is not known'))
    END AS public,
    line AS source_row
FROM institutions
JOIN highest USING (unitid)
ORDER BY code
