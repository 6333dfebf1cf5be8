-- occupations: the detailed occupations of California's projections (soc_level 4), and above them the minor and major
-- groups of SOC (levels 3 and 2), which have no demand of their own: their rows are totals of the detailed ones.
-- From us_ca_edd_occupation_projections_2023_2033.csv (California EDD).
-- level: the entry education as an ISCED level; empty = unknown.
-- source_row: the line of that file.
WITH projections AS (
    SELECT row_number() OVER () + 1 AS line, *
    FROM read_csv(getvariable('data') || '/us_ca_edd_occupation_projections_2023_2033.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
),
minor_groups AS (
    SELECT soc_code FROM projections WHERE soc_level = '3'
)
SELECT
    soc_code AS code,
    title AS name,
    CASE
        WHEN soc_level = '2' THEN NULL
        WHEN soc_level = '3' THEN left(soc_code, 3) || '0000'
        WHEN left(soc_code, 4) || '000' IN (SELECT soc_code FROM minor_groups) THEN left(soc_code, 4) || '000'
        WHEN left(soc_code, 5) || '00' IN (SELECT soc_code FROM minor_groups) THEN left(soc_code, 5) || '00'
        ELSE error(concat('us_ca_edd_occupation_projections_2023_2033.csv, line ', line,
                          ': "', soc_code, '" has no minor group in the file'))
    END AS parent,
    CASE
        WHEN trim(coalesce(entry_education, '')) = '' THEN NULL
        WHEN entry_education = 'No formal educational credential' THEN 0
        WHEN entry_education = 'High school diploma or equivalent' THEN 3
        WHEN entry_education = 'Some college, no degree' THEN 4
        WHEN entry_education = 'Postsecondary non-degree award' THEN 4
        WHEN entry_education = 'Associate''s degree' THEN 5
        WHEN entry_education = 'Bachelor''s degree' THEN 6
        WHEN entry_education = 'Master''s degree' THEN 7
        WHEN entry_education = 'Doctoral or professional degree' THEN 8
        ELSE error(concat('us_ca_edd_occupation_projections_2023_2033.csv, line ', line,
                          ': entry education "', entry_education, '" has no ISCED level; add it here'))
    END AS level,
    'SOC 2018' AS scheme,
    line AS source_row
FROM projections
WHERE soc_level IN ('2', '3', '4')
ORDER BY code
