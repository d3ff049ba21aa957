WITH ranked AS (
    SELECT *, row_number() OVER (PARTITION BY auction ORDER BY price DESC, filename, file_row_number) AS place FROM bid QUALIFY place <= 10
)
SELECT auction, list(price ORDER BY place) AS prices, list(bidder ORDER BY place) AS bidders, list(channel ORDER BY place) AS channels,
    list(url ORDER BY place) AS urls, list(date_time ORDER BY place) AS times, list(extra ORDER BY place) AS extras
FROM ranked GROUP BY auction
