-- The same question, asked of DuckDB: cd jobs/Samples/Clickstream && duckdb < expected/item_sales.sql
WITH logged AS (
    SELECT
        make_timestamp(try_cast(json->>'$.event_time' AS BIGINT) * 1000) AS moment,
        json->>'$.event_type' AS type,
        try_cast(json->'$.items' AS STRUCT(sku VARCHAR, quantity VARCHAR, price VARCHAR)[]) AS items
    FROM read_ndjson_objects('sample/clicks.ndjson', ignore_errors = true)
),
good AS (
    SELECT * FROM logged
    -- A line that is none makes the whole click bad: a quantity in words, a price with three places.
    WHERE moment >= TIMESTAMP '2026-03-02' AND list_bool_and(list_transform(items, lambda i:
        try_cast(i.quantity AS INTEGER) IS NOT NULL AND i.price::DECIMAL(12, 2) = i.price::DECIMAL(14, 4))) IS DISTINCT FROM false
),
lines AS (
    SELECT make_timestamp(event_time * 1000) AS moment, unnest(items, recursive := true)
    FROM read_parquet('sample/history/clicks/*/*.parquet') WHERE event_type = 'purchase'
    UNION ALL
    SELECT moment, item.sku, item.quantity::INTEGER, item.price::DECIMAL(10, 2)
    FROM (SELECT moment, unnest(items) AS item FROM good WHERE type = 'purchase')
)
SELECT
    sku,
    date_trunc('day', moment) AS day,
    sum(quantity)::BIGINT AS pieces,
    sum(price * quantity) AS turnover,
    max(price) AS dearest
FROM lines
GROUP BY ALL
ORDER BY sku, day;
