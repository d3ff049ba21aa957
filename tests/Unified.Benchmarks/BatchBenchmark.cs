using System.Globalization;
using DuckDB.NET.Data;
using Unified.Batch.Parquet;
using Unified.Definition;
using Unified.Demo.Data;
using Unified.Logical;
using Unified.Lowering;
using Unified.Nexmark.Answers;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Oracle;
using RowTable = Unified.TestKit.Events.RowTable;

namespace Unified.Benchmarks;

/// <summary>
/// The batch layer over the flights in Parquet, a file a day as T+1 reads them, beside DuckDB over the same files, at one thread and two:
/// Unified from files to mergeable states; DuckDB to the answer, once as its user would write the query, and once with the same answer to
/// the last bit, which the bins of quantiles make dearer. The answers are compared before anything is measured.
/// </summary>
internal static class BatchBenchmark
{
    private const int Times = 5;

    public static IReadOnlyList<Measurement> Run()
    {
        using var folder = new TempFolder();
        var flights = new ParquetHistory(FlightDataset.Find(AppContext.BaseDirectory));
        flights.Write(Path.Combine(folder.Path, BenchmarkSources.Flights.History!), DayRange.Months(2001, 1, 6));
        Job[] jobs = [new AirportDelaysOfAll(), new RouteTotalsOfAll(), new AirportTrafficOfAll()];
        return [.. jobs.Select(JobPlan.Create).SelectMany(plan => Run(plan, folder.Path))];
    }

    private static IEnumerable<Measurement> Run(JobPlan plan, string folder)
    {
        var batch = new NativeBatch(plan, folder);
        var inputs = plan.Sources.Select(s => Input(batch.History, s)).ToList();
        var (written, exact) = (WrittenSql.Of(plan, inputs), OracleSql.Answer(plan, inputs).Text);
        var events = Compare(plan, batch, inputs);
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        Execute(duck, "SET TimeZone = 'UTC'");
        WrittenSql.Compare(plan, exact, written, duck);
        foreach (var threads in new[] { 1, 2 })
        {
            var name = plan.Job.Replace("_of_all", "", StringComparison.Ordinal);
            var task = string.Create(CultureInfo.InvariantCulture, $"batch {name}, {threads} thread{(threads > 1 ? "s" : "")}");
            Execute(duck, string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"));
            yield return Measurement.InProcess(task, "Unified", events, Times, () => batch.Run(threads));
            yield return Measurement.InProcess(task, "DuckDB, as its user writes it", events, Times, () => Execute(duck, written));
            yield return Measurement.InProcess(task, "DuckDB, the same answer", events, Times, () => Execute(duck, exact));
        }
    }

    private static OracleInput Input(HistoryDataset history, SourceSchema source) =>
        OracleInput.Files(history.Days(source).SelectMany(d => history.Files(source, d)), null) with { Log = source.Name };

    /// <summary>Every state of every row is the same in both engines; gives the number of events.</summary>
    private static long Compare(JobPlan plan, NativeBatch batch, IReadOnlyList<OracleInput> inputs)
    {
        var ours = new RowTable(plan.Rows);
        var events = batch.Run(threads: 1, slice =>
        {
            foreach (var rows in slice.Rows)
            {
                ours.Add(rows);
            }
        });
        using var oracle = new DuckDbOracle();
        var theirs = new RowTable(plan.Rows).Add(oracle.Rows(plan, inputs).ToBatch());
        return ours.ToString() == theirs.ToString() ? events
            : throw new InvalidOperationException($"{plan.Job}: Unified and DuckDB differ; nothing is measured.");
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            // Reading the rows is part of answering.
        }
    }
}
