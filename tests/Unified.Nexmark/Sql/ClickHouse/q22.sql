SELECT auction, bidder, price, channel,
    splitByChar('/', url)[4] AS dir1, splitByChar('/', url)[5] AS dir2, splitByChar('/', url)[6] AS dir3
FROM bid
