WITH marked AS (
    SELECT bidder, date_time,
        CASE WHEN date_time - lag(date_time) OVER (PARTITION BY bidder ORDER BY date_time) < INTERVAL 10 SECOND THEN 0 ELSE 1 END AS first
    FROM bid
), numbered AS (
    SELECT bidder, date_time, sum(first) OVER (PARTITION BY bidder ORDER BY date_time) AS session FROM marked
)
SELECT bidder, count(*) AS bids, min(date_time) AS start, max(date_time) AS last_bid FROM numbered GROUP BY bidder, session
