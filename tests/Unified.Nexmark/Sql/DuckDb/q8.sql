WITH came AS (
    SELECT DISTINCT id, name, time_bucket(INTERVAL 10 SECOND, date_time) AS start FROM person
), sold AS (
    SELECT DISTINCT seller, time_bucket(INTERVAL 10 SECOND, date_time) AS start FROM auction
)
SELECT came.id, came.name, came.start FROM came JOIN sold ON came.id = sold.seller AND came.start = sold.start
