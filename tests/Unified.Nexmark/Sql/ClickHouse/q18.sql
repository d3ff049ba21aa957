SELECT auction, bidder, price, channel, url, date_time, extra FROM bid
ORDER BY date_time DESC, _path, _row_number LIMIT 1 BY auction, bidder
