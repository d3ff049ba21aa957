-- The same question, asked of DuckDB: cd jobs/Samples/CardPayments && duckdb < expected/card_payments.sql
WITH logged AS (
    SELECT
        make_timestamp(try_cast(json->>'$.ts' AS BIGINT) * 1000) AS moment,
        json->>'$.merchant' AS merchant,
        try_cast(json->>'$.amount' AS DECIMAL(12, 2)) AS amount,
        json->>'$.currency' AS currency,
        json->>'$.status' AS status
    FROM read_ndjson_objects('sample/payments.ndjson', ignore_errors = true)
),
payments AS (
    SELECT make_timestamp(ts * 1000) AS moment, merchant, amount, currency, status
    FROM read_parquet('sample/history/payments/*/*.parquet')
    UNION ALL
    -- What is in the log from before the border is in the history.
    SELECT * FROM logged WHERE moment >= TIMESTAMP '2026-03-02' AND merchant IS NOT NULL AND amount IS NOT NULL
),
rates(currency, euros) AS (
    VALUES ('EUR', 1.0000::DECIMAL(5, 4)), ('USD', 0.9213), ('GBP', 1.1687), ('JPY', 0.0061), ('CHF', 1.0442)
)
SELECT
    merchant,
    date_trunc('minute', moment) AS minute,
    count(*) AS payments,
    count(*) FILTER (status = 'declined') AS declined,
    count(*) FILTER (status = 'declined')::DOUBLE / count(*) AS decline_rate,
    coalesce(sum(amount * euros) FILTER (status = 'approved'), 0) AS euros,
    max(amount * euros) FILTER (status = 'declined') AS largest_declined
FROM payments JOIN rates USING (currency)
GROUP BY ALL
ORDER BY merchant, minute;
