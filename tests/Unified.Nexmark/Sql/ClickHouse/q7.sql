SELECT toStartOfInterval(date_time, INTERVAL 10 SECOND) AS start, auction, price, bidder, date_time, extra FROM bid
ORDER BY start, price DESC, _path, _row_number LIMIT 1 BY start
