WITH hops AS (
    SELECT auction, time_bucket(INTERVAL 2 SECOND, date_time) - to_seconds(2 * back) AS start
    FROM bid, range(5) AS hop(back)
), counts AS (
    SELECT auction, start, count(*) AS bids FROM hops GROUP BY auction, start
)
SELECT auction, start, bids FROM counts
QUALIFY row_number() OVER (PARTITION BY start ORDER BY bids DESC, auction) = 1
