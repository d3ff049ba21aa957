SELECT auction, date_trunc('day', date_time) AS day, count(*) AS bids,
    count(*) FILTER (price < 10000) AS bids1, count(*) FILTER (price >= 10000 AND price < 1000000) AS bids2,
    count(*) FILTER (price >= 1000000) AS bids3,
    min(price) AS min, max(price) AS max, avg(price) AS average, sum(price) AS sum
FROM bid GROUP BY auction, day
