-- The same question, asked of DuckDB: cd jobs/Samples/SensorHours && duckdb < expected/sensor_hours.sql
-- Readings are sixteenths: squares are summed as whole numbers, so that the variance is divided, and rounded, once.
WITH logged AS (
    SELECT
        json->>'$.device' AS device,
        make_timestamp(try_cast(json->>'$.t' AS BIGINT) * 1000000) AS moment,
        try_cast(json->>'$.temp' AS DOUBLE) AS celsius,
        try_cast(json->>'$.humidity' AS DOUBLE) AS humidity
    FROM read_ndjson_objects('sample/readings.ndjson', ignore_errors = true)
),
readings AS (
    SELECT device, t AS moment, temp AS celsius, humidity FROM read_parquet('sample/history/readings/*/*.parquet')
    UNION ALL
    -- What is in the log from before the border is in the history.
    SELECT * FROM logged WHERE moment >= TIMESTAMP '2026-03-02' AND celsius IS NOT NULL
),
good AS (SELECT *, (celsius * 16)::BIGINT AS sixteenths FROM readings WHERE celsius > -55 AND celsius < 85)
SELECT
    device,
    date_trunc('hour', moment) AS hour,
    count(*) AS readings,
    avg(celsius) AS mean,
    sqrt((count(*) * sum(sixteenths * sixteenths) - sum(sixteenths) * sum(sixteenths))::DOUBLE / (256 * count(*) * count(*))) AS deviation,
    min(celsius) AS lowest,
    max(celsius) AS highest,
    arg_min(celsius, moment) AS first,
    arg_max(celsius, moment) AS last,
    avg(humidity) AS humidity
FROM good
GROUP BY ALL
ORDER BY device, hour;
