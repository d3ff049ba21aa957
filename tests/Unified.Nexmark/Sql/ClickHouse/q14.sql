SELECT auction, bidder, toDecimal64(0.908, 3) * bid.price AS price,
    multiIf(toHour(date_time) BETWEEN 8 AND 18, 'dayTime', toHour(date_time) <= 6 OR toHour(date_time) >= 20, 'nightTime', 'otherTime')
        AS time_of_day,
    date_time, extra, countSubstrings(extra, 'c') AS cs
FROM bid WHERE toDecimal64(0.908, 3) * bid.price > 1000000 AND toDecimal64(0.908, 3) * bid.price < 50000000
