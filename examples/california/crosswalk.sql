-- crosswalk: CIP 2020 - SOC 2018, each CIP code expanded to the majors (CIP code at an ISCED level) that exist.
-- From us_cip2020_soc2018_crosswalk.csv (NCES and BLS); the majors from us_ipeds_completions_state_cip_award_2020_2024.csv,
-- the occupations from us_ca_edd_occupation_projections_2023_2033.csv.
-- Left out: SOC 99-9999 and CIP 99.9999 (NO MATCH: no occupation, no major) and SOC codes that the projections do not list
-- (no occupation of this dataset: detailed codes that the projections merge).
-- Whether a level is high enough for an occupation is decided by the analysis, not here.
-- source_row: the line of us_cip2020_soc2018_crosswalk.csv.
WITH pairs AS (
    SELECT row_number() OVER () + 1 AS line, *
    FROM read_csv(getvariable('data') || '/us_cip2020_soc2018_crosswalk.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
),
completions AS (
    SELECT row_number() OVER () + 1 AS line, *
    FROM read_csv(getvariable('data') || '/us_ipeds_completions_state_cip_award_2020_2024.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
),
majors AS (
    SELECT DISTINCT
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
occupations AS (
    SELECT soc_code
    FROM read_csv(getvariable('data') || '/us_ca_edd_occupation_projections_2023_2033.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
    WHERE soc_level = '4'
)
SELECT
    cip_code || '-' || level AS major,
    soc_code AS occupation,
    1 AS tier,  -- the crosswalk holds direct relations only
    min(line) AS source_row
FROM pairs
JOIN majors USING (cip_code)
SEMI JOIN occupations USING (soc_code)
WHERE soc_code <> '99-9999' AND cip_code <> '99.9999'
GROUP BY cip_code, level, soc_code
ORDER BY major, occupation
