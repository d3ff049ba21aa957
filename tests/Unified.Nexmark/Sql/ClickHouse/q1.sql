SELECT auction, bidder, toDecimal32(0.908, 3) * price AS price, date_time, extra FROM bid
