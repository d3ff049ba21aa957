WITH ranked AS (
    SELECT auction, price, bidder, channel, url, date_time, extra FROM bid
    ORDER BY auction, price DESC, _path, _row_number LIMIT 10 BY auction
)
SELECT auction, groupArray(price) AS prices, groupArray(bidder) AS bidders, groupArray(channel) AS channels, groupArray(url) AS urls,
    groupArray(date_time) AS times, groupArray(extra) AS extras
FROM ranked GROUP BY auction
