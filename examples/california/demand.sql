-- demand: projected openings a year in California, per detailed occupation.
-- From us_ca_edd_occupation_projections_2023_2033.csv (California EDD).
-- The file gives ten-year totals 2023-2033 (change + exits + transfers). A tenth is entered for each of the ten years
-- 2024-2033: a yearly mean, not a forecast of the single year. The required level is the occupation's.
-- source_row: the line of that file.
WITH projections AS (
    SELECT row_number() OVER () + 1 AS line, *
    FROM read_csv(getvariable('data') || '/us_ca_edd_occupation_projections_2023_2033.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
)
SELECT
    soc_code AS occupation,
    year::INTEGER AS year,
    '06' AS area,
    'projection' AS basis,
    total_openings_10yr::INTEGER / 10 AS openings,
    line AS source_row
FROM projections
CROSS JOIN range(2024, 2034) AS years(year)
WHERE soc_level = '4'
ORDER BY occupation, year
