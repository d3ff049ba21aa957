SELECT auction, bidder, price, channel, url, date_time, extra FROM bid
QUALIFY row_number() OVER (PARTITION BY auction, bidder ORDER BY date_time DESC, filename, file_row_number) = 1
