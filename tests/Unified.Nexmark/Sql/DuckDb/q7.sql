WITH numbered AS (
    SELECT *, time_bucket(INTERVAL 10 SECOND, date_time) AS start FROM bid
)
SELECT start, auction, price, bidder, date_time, extra FROM numbered
QUALIFY row_number() OVER (PARTITION BY start ORDER BY price DESC, filename, file_row_number) = 1
