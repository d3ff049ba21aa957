WITH marked AS (
    SELECT bidder, date_time,
        date_time - lagInFrame(date_time, 1, toDateTime64('1970-01-01', 6)) OVER (PARTITION BY bidder ORDER BY date_time
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) >= 10 AS first
    FROM bid
), numbered AS (
    SELECT bidder, date_time, sum(first) OVER (PARTITION BY bidder ORDER BY date_time) AS session FROM marked
)
SELECT bidder, count() AS bids, min(date_time) AS start, max(date_time) AS last_bid FROM numbered GROUP BY bidder, session
