SELECT auction, bidder, toDecimal64(0.908, 3) * price AS price, date_time, extra FROM bid
