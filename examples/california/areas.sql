-- areas: California and its counties, by FIPS code (06 = the state, 06037 = Los Angeles County).
-- From us_ca_institutions.csv (NCES IPEDS directory); a county is listed if an institution has its address there.
-- source_row: the first line of that file that names the county; California itself has no line.
WITH institutions AS (
    SELECT row_number() OVER () + 1 AS line, *
    FROM read_csv(getvariable('data') || '/us_ca_institutions.csv',
                  header = true, delim = ',', quote = '"', all_varchar = true, parallel = false)
),
counties AS (
    -- The file drops the leading zero of the FIPS code: 6037 is 06037.
    SELECT lpad(countycd, 5, '0') AS code, arg_min(countynm, line) AS name, min(line) AS source_row
    FROM institutions
    WHERE lpad(countycd, 5, '0') LIKE '06%'
    GROUP BY ALL
)
SELECT '06' AS code, 'California' AS name, NULL AS parent, 'state' AS rank, NULL AS source_row
UNION ALL
SELECT code, name, '06' AS parent, 'county' AS rank, source_row
FROM counties
ORDER BY code
