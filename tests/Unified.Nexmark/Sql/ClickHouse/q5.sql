WITH counts AS (
    SELECT auction, count() AS bids,
        arrayJoin(arrayMap(back -> toStartOfInterval(date_time, INTERVAL 2 SECOND) - toIntervalSecond(2 * back), range(5))) AS start
    FROM bid GROUP BY auction, start
)
SELECT auction, start, bids FROM counts ORDER BY bids DESC, auction LIMIT 1 BY start
