-- The same question, asked of DuckDB: cd jobs/Samples/TopRepositories && duckdb < expected/top_repositories.sql
WITH logged AS (
    SELECT
        json->>'$.repo.name' AS repository,
        json->>'$.type' AS type,
        try_cast(json->>'$.actor.id' AS BIGINT) AS actor,
        json->>'$.actor.login' AS login,
        try_cast(json->>'$.created_at' AS TIMESTAMP) AS moment
    FROM read_ndjson_objects('sample/github-events.ndjson', ignore_errors = true)
    WHERE json_type(json, '$.id') = 'VARCHAR'
),
events AS (
    SELECT repo.name AS repository, type, actor.id AS actor, actor.login AS login, created_at AS moment
    FROM read_parquet('sample/history/github-events/*/*.parquet')
    UNION ALL
    -- What is in the log from before the border is in the history.
    SELECT * FROM logged WHERE moment >= TIMESTAMP '2026-03-02'
)
SELECT
    repository,
    date_trunc('hour', moment) AS hour,
    count(*) AS events,
    count(DISTINCT actor) AS people,
    count(*) FILTER (type = 'PushEvent') AS pushes,
    count(*) FILTER (type = 'WatchEvent') AS stars
FROM events
WHERE login NOT LIKE '%[bot]'
GROUP BY repository, date_trunc('hour', moment)
HAVING count(DISTINCT actor) >= 2
QUALIFY row_number() OVER (PARTITION BY hour ORDER BY count(*) DESC, repository) <= 3
ORDER BY hour, events DESC, repository;
