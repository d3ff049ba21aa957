using System.Globalization;
using DuckDB.NET.Data;
using Unified.Lowering;
using Unified.Plans;

namespace Unified.Benchmarks;

/// <summary>The queries of the batch benchmark as somebody would write them who has DuckDB only.</summary>
internal static class WrittenSql
{
    /// <summary>What a quantile promises: its distance from the value, in shares of that (docs/definitions.md).</summary>
    private const double QuantileError = 1.0 / 256;

    // Ours are of bins: all other columns are equal to the last bit.
    private static readonly string[] Quantiles = ["p95_delay"];

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["airport_delays_of_all"] =
            """
            SELECT "Origin" AS origin, date_trunc('day', "Date") AS day, count(*) AS flights, avg("Delay") AS average_delay,
                max("Delay") AS worst_delay, quantile_disc("Delay", 0.95) AS p95_delay
            FROM flights WHERE "Distance" > 0 GROUP BY origin, day
            """,
        ["route_totals_of_all"] =
            """
            SELECT "Origin" AS origin, "Destination" AS destination, count(*) AS flights, sum("Distance") AS miles,
                sum(greatest("Delay", 0)) AS minutes_late, min("Delay") AS best_delay
            FROM flights GROUP BY origin, destination
            """,
        ["airport_traffic_of_all"] =
            """
            WITH departed AS (
                SELECT "Origin" AS airport, date_trunc('day', "Date") AS day, count(*) AS departures, sum("Distance") AS miles
                FROM flights GROUP BY airport, day
            ), arrived AS (
                SELECT "Destination" AS airport, date_trunc('day', "Date") AS day, count(*) AS arrivals, avg("Delay") AS average_delay
                FROM arrivals GROUP BY airport, day
            )
            SELECT airport, day, coalesce(departures, 0) AS departures, coalesce(arrivals, 0) AS arrivals, average_delay,
                coalesce(miles, 0) AS miles
            FROM departed FULL JOIN arrived USING (airport, day)
            """,
    };

    /// <summary>The query over relations that are named as the logs.</summary>
    public static string Of(JobPlan plan, IEnumerable<OracleInput> inputs) =>
        $"WITH {string.Join(", ", inputs.Select(i => $"{i.Log} AS (SELECT * FROM {i.Relation})"))} SELECT * FROM ({Texts[plan.Job]})";

    /// <summary>Says in which columns the written query and the exact answer differ, which may be quantiles alone.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="exact">Its answer, which is Unified's to the last bit.</param>
    /// <param name="written">What <see cref="Of"/> gives.</param>
    /// <param name="duck">Runs both.</param>
    public static void Compare(JobPlan plan, string exact, string written, DuckDBConnection duck)
    {
        var keys = string.Join(", ", plan.Outputs.Where(o => o.Key is not null).Select(o => $"\"{o.Field.Name}\""));
        var values = plan.Outputs.Where(o => o.Key is null).Select(o => o.Field.Name).ToList();
        var day = plan.Outputs.Any(o => o.Field.Name == "day") ? " REPLACE (epoch_us(day) AS day)" : "";
        using var command = duck.CreateCommand();
        command.CommandText =
            $"""
             SELECT count(*), count(*) FILTER (e._there IS NULL OR w._there IS NULL),
                 {string.Join(", ", values.Select(v => $"count(*) FILTER (e.\"{v}\" IS DISTINCT FROM w.\"{v}\")"))},
                 {string.Join(", ", values.Select(Error))}
             FROM (SELECT *, true AS _there FROM ({exact})) e
             FULL JOIN (SELECT *{day}, true AS _there FROM ({written})) w USING ({keys})
             """;
        using var reader = command.ExecuteReader();
        reader.Read();
        var missing = reader.GetInt64(1);
        for (var i = 0; i < values.Count; i++)
        {
            var (different, most) = (reader.GetInt64(2 + i), reader.GetDouble(2 + values.Count + i));
            if (missing > 0 || (different > 0 && !(Quantiles.Contains(values[i]) && most <= QuantileError)))
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                    $"{plan.Job}: column {values[i]} differs from DuckDB's in {different} rows by up to {most:P3}, and {missing} rows are "
                    + $"not in both; nothing is measured."));
            }

            if (different > 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{plan.Job}: {values[i]} is that of a bin in {different} of {reader.GetInt64(0)} rows, by up to {most:P3} of the "
                    + $"value (promised: {QuantileError:P3}); all other columns are equal"));
            }
        }
    }

    private static string Error(string column) =>
        $"coalesce(max(abs(e.\"{column}\" - w.\"{column}\") / abs(nullif(w.\"{column}\", 0))), 0)::DOUBLE";
}
