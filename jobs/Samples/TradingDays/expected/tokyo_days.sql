-- The same question, asked of DuckDB: cd jobs/Samples/TradingDays && duckdb < expected/tokyo_days.sql
WITH logged AS (
    SELECT
        json->>'$.sym' AS symbol,
        json->>'$.mic' AS exchange,
        try_cast(json->>'$.ts' AS TIMESTAMP) AS moment,
        try_cast(json->>'$.px' AS DECIMAL(12, 4)) AS price,
        try_cast(json->>'$.qty' AS INTEGER) AS quantity
    FROM read_ndjson_objects('sample/trades.ndjson', ignore_errors = true)
),
trades AS (
    SELECT sym AS symbol, mic AS exchange, ts AS moment, px AS price, qty AS quantity
    FROM read_parquet('sample/history/trades/*/*.parquet')
    UNION ALL
    -- What is in the log from before the border is in the history.
    SELECT * FROM logged WHERE moment >= TIMESTAMP '2026-03-07' AND price IS NOT NULL
),
clocks AS (SELECT *, moment AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Tokyo' AS local FROM trades WHERE exchange = 'XTKS')
SELECT
    symbol,
    local::DATE::TIMESTAMP AT TIME ZONE 'Asia/Tokyo' AT TIME ZONE 'UTC' AS day,
    arg_min(price, moment) AS open,
    max(price) AS high,
    min(price) AS low,
    arg_max(price, moment) AS close,
    sum(quantity)::BIGINT AS volume,
    sum(price * quantity)::DOUBLE / sum(quantity) AS vwap
FROM clocks
WHERE (local::TIME >= '09:00' AND local::TIME < '11:30') OR (local::TIME >= '12:30' AND local::TIME < '15:30')
GROUP BY ALL
ORDER BY symbol, day;
