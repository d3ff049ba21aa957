-- The same question, asked of DuckDB: cd jobs/Samples/ServiceHealth && duckdb < expected/service_health.sql
-- A quantile is the middle of one of 128 bins an octave; below 256 each integer is a bin of its own.
CREATE OR REPLACE TEMP MACRO width(v) AS CASE WHEN v < 256 THEN 1 ELSE (2 ** (floor(log2(v)) - 7))::BIGINT END;
CREATE OR REPLACE TEMP MACRO middle(v) AS (v // width(v)) * width(v) + (width(v) - 1) / 2;
CREATE OR REPLACE TEMP MACRO nearest_rank(v, share) AS middle(list_sort(list(v))[ceil(count(*) * share)::BIGINT]);

WITH logged AS (
    SELECT
        try_cast(json->>'$."@timestamp"' AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS moment,
        json->>'$.service.name' AS service,
        json->>'$.http.route' AS route,
        try_cast(json->>'$.http.status_code' AS INTEGER) AS status,
        try_cast(json->>'$.duration_ms' AS INTEGER) AS ms
    FROM read_ndjson_objects('sample/requests.ndjson', ignore_errors = true)
),
requests AS (
    SELECT "@timestamp" AT TIME ZONE 'UTC' AS moment, service.name AS service, http.route AS route, http.status_code AS status,
        duration_ms AS ms
    FROM read_parquet('sample/history/requests/*/*.parquet')
    UNION ALL
    -- What is in the log from before the border is in the history.
    SELECT * FROM logged WHERE moment >= TIMESTAMP '2026-03-02' AND service IS NOT NULL AND ms IS NOT NULL
),
spans(unit, length) AS (VALUES ('minute', INTERVAL 1 MINUTE), ('hour', INTERVAL 1 HOUR), ('day', INTERVAL 1 DAY))
SELECT
    service,
    date_trunc(unit, moment) AS start,
    length,
    count(*) AS requests,
    count(*) FILTER (status >= 500) AS errors,
    count(*) FILTER (status >= 500)::DOUBLE / count(*) AS error_rate,
    nearest_rank(ms, 0.5) AS p50,
    nearest_rank(ms, 0.95) AS p95,
    nearest_rank(ms, 0.99) AS p99
FROM requests CROSS JOIN spans
WHERE route <> '/health'
GROUP BY ALL
ORDER BY service, length, start;
