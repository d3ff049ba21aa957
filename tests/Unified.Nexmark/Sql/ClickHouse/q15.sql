SELECT toStartOfDay(date_time) AS day, count() AS bids,
    countIf(price < 10000) AS bids1, countIf(price >= 10000 AND price < 1000000) AS bids2, countIf(price >= 1000000) AS bids3,
    uniqExact(bidder) AS bidders, uniqExactIf(bidder, price < 10000) AS bidders1,
    uniqExactIf(bidder, price >= 10000 AND price < 1000000) AS bidders2, uniqExactIf(bidder, price >= 1000000) AS bidders3,
    uniqExact(auction) AS auctions, uniqExactIf(auction, price < 10000) AS auctions1,
    uniqExactIf(auction, price >= 10000 AND price < 1000000) AS auctions2, uniqExactIf(auction, price >= 1000000) AS auctions3
FROM bid GROUP BY day
