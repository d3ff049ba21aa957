-- The same question, asked of DuckDB: cd jobs/Samples/Clickstream && duckdb < expected/click_sessions.sql
WITH logged AS (
    SELECT
        make_timestamp(try_cast(json->>'$.event_time' AS BIGINT) * 1000) AS moment,
        json->>'$.visitor.id' AS visitor,
        json->>'$.event_type' AS type,
        json->>'$.page.url' AS url,
        try_cast(json->'$.items' AS STRUCT(sku VARCHAR, quantity VARCHAR, price VARCHAR)[]) AS items
    FROM read_ndjson_objects('sample/clicks.ndjson', ignore_errors = true)
),
clicks AS (
    SELECT make_timestamp(event_time * 1000) AS moment, visitor.id AS visitor, event_type AS type, page.url AS url, len(items) AS items
    FROM read_parquet('sample/history/clicks/*/*.parquet')
    UNION ALL
    -- What is in the log from before the border is in the history.
    SELECT moment, visitor, type, url, len(items) FROM logged
    -- A line that is none makes the whole click bad: a quantity in words, a price with three places.
    WHERE moment >= TIMESTAMP '2026-03-02' AND list_bool_and(list_transform(items, lambda i:
        try_cast(i.quantity AS INTEGER) IS NOT NULL AND i.price::DECIMAL(12, 2) = i.price::DECIMAL(14, 4))) IS DISTINCT FROM false
),
gaps AS (
    SELECT *, coalesce(moment - lag(moment) OVER visits >= INTERVAL 30 MINUTE, true) AS opens
    FROM clicks WINDOW visits AS (PARTITION BY visitor ORDER BY moment)
),
numbered AS (
    SELECT *, count(*) FILTER (opens) OVER (PARTITION BY visitor ORDER BY moment) AS session,
        regexp_extract(url, '^https://[^/]+([^?]*)', 1) AS path,
        nullif(regexp_extract(url, '[?&]utm_campaign=([^&]*)', 1), '') AS campaign
    FROM gaps
)
SELECT
    visitor,
    min(moment) AS start,
    max(moment) AS last,
    count(*) AS clicks,
    arg_min(path, moment) AS landing,
    arg_min(campaign, moment) FILTER (campaign IS NOT NULL) AS campaign,
    count(*) FILTER (type = 'purchase') AS purchases,
    coalesce(sum(items) FILTER (type = 'purchase'), 0)::BIGINT AS items
FROM numbered
GROUP BY visitor, session
ORDER BY visitor, start;
