WITH came AS (
    SELECT DISTINCT id, name, toStartOfInterval(date_time, INTERVAL 10 SECOND) AS start FROM person
), sold AS (
    SELECT DISTINCT seller, toStartOfInterval(date_time, INTERVAL 10 SECOND) AS start FROM auction
)
SELECT came.id AS id, came.name AS name, came.start AS start FROM came JOIN sold ON came.id = sold.seller AND came.start = sold.start
