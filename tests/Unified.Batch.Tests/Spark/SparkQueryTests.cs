using System.Diagnostics;
using System.Globalization;
using Apache.Arrow;
using Unified.Batch.Spark;
using Unified.TestKit;

namespace Unified.Batch.Tests.Spark;

[TestClass]
public sealed class SparkQueryTests
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task An_empty_result_has_its_columns()
    {
        await using var session = await SharedSpark.OpenAsync(Stop);
        using var rows = await SparkRows.QueryAsync(session, "SELECT 1L AS a, 'x' AS b WHERE false", Stop);
        Assert.AreEqual(0, rows.Count);
        Assert.AreEqual("a b", string.Join(' ', rows.Batches[0].Schema.FieldsList.Select(f => f.Name)));
    }

    [TestMethod]
    public async Task Rows_of_many_batches_come_in_order()
    {
        await using var session = await SharedSpark.OpenAsync(
            new SparkOptions { Remote = (await SharedSpark.GetAsync()).Remote, RowsPerBatch = 500 }, Stop);
        using var rows = await SparkRows.QueryAsync(session, "SELECT id FROM range(0, 20000, 1, 7) ORDER BY id", Stop);
        CollectionAssert.AreEqual(Enumerable.Range(0, 20_000).Select(i => (long)i).ToArray(), rows.Longs().ToArray());
        Assert.IsTrue(rows.Batches.All(b => b.Length <= 500));
    }

    [TestMethod]
    public async Task A_row_of_many_megabytes_comes_in_pieces()
    {
        const int Length = (3 * SparkOperation.ChunkBytes) + 17;
        await using var session = await SharedSpark.OpenAsync(Stop);
        using var rows = await SparkRows.QueryAsync(
            session, $"SELECT id, repeat(chr(CAST(97 + id AS INT)), {Length}) AS text FROM range(3) ORDER BY id", Stop);
        var texts = rows.Batches.SelectMany(b => Enumerable.Range(0, b.Length).Select(i => ((StringArray)b.Column(1)).GetString(i)));
        Assert.AreEqual("a b c", string.Join(' ', texts.Select(t => t.Length == Length && t.All(c => c == t[0]) ? $"{t[0]}" : "?")));
    }

    [TestMethod]
    public async Task Several_queries_run_beside_each_other_in_one_session()
    {
        await using var session = await SharedSpark.OpenAsync(Stop);
        var sums = await Task.WhenAll(Enumerable.Range(1, 4).Select(async i =>
        {
            using var rows = await SparkRows.QueryAsync(session, $"SELECT sum(id) FROM range({i * 100})", Stop);
            return rows.Longs().Single();
        }));
        Assert.AreEqual("4950 19900 44850 79800", string.Join(' ', sums));
    }

    [TestMethod]
    public async Task A_session_has_its_settings()
    {
        await using var session = await SharedSpark.OpenAsync(new SparkOptions
        {
            Remote = (await SharedSpark.GetAsync()).Remote,
            ShufflePartitions = 3,
            RowsPerBatch = 77,
            Settings = new Dictionary<string, string> { ["spark.sql.autoBroadcastJoinThreshold"] = "-1" },
        }, Stop);
        foreach (var (key, value) in new[]
        {
            ("session.timeZone", "UTC"), ("ansi.enabled", "true"), ("execution.arrow.maxRecordsPerBatch", "77"),
            ("shuffle.partitions", "3"), ("autoBroadcastJoinThreshold", "-1"),
        })
        {
            using var rows = await SparkRows.QueryAsync(session, $"SET spark.sql.{key}", Stop);
            Assert.AreEqual($"'{value}'", SparkCells.Text(rows.Batches[0].Column(1), 0), key);
        }
    }

    [TestMethod]
    public async Task The_version_and_the_plan_are_told()
    {
        await using var session = await SharedSpark.OpenAsync(Stop);
        StringAssert.Matches(await session.VersionAsync(Stop), new(@"^[4-9]\.\d+\.\d+"));
        StringAssert.Contains(await session.ExplainAsync("SELECT sum(id) FROM range(9)", Stop), "HashAggregate", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Statements_have_their_effect_and_prepared_ones_are_the_sessions()
    {
        await using var session = await SharedSpark.OpenAsync(Stop);
        await session.PrepareAsync("CREATE OR REPLACE TEMPORARY VIEW nine AS SELECT id FROM range(9)", Stop);
        await session.ExecuteAsync("SET spark.sql.caseSensitive = true", Stop);
        using var rows = await SparkRows.QueryAsync(session, "SELECT count(*) FROM nine", Stop);
        Assert.AreEqual(9, rows.Longs().Single());
    }

    [TestMethod]
    public async Task Files_are_written_by_partitions_and_written_again_in_their_place()
    {
        using var folder = new TempFolder();
        await using var session = await SharedSpark.OpenAsync(Stop);
        for (var i = 0; i < 2; i++)
        {
            await session.WriteParquetAsync("SELECT id, id % 2 AS p FROM range(10)", folder["out"], ["p"], null, Stop);
            using var rows = await SparkRows.QueryAsync(session, $"SELECT sum(id) FROM parquet.`{folder["out"]}` WHERE p = 1", Stop);
            Assert.AreEqual(25, rows.Longs().Single());
        }

        Assert.AreEqual("_SUCCESS p=0 p=1", string.Join(' ', Directory.EnumerateFileSystemEntries(folder["out"]).Select(Path.GetFileName)
            .Where(n => n![0] != '.').Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public async Task Progress_is_told_and_a_cancelled_query_is_gone_within_seconds()
    {
        await using var session = await SharedSpark.OpenAsync(Stop);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var told = new Told(progress =>
        {
            // In between two responses, while nothing comes.
            if (progress.RunningTasks > 0) { cancel.CancelAfter(TimeSpan.FromMilliseconds(300)); }
        });
        // A minute a task, and more tasks than the server has cores.
        var sleeping = session.QueryAsync(
            "SELECT java_method('java.lang.Thread', 'sleep', 60000L + id) FROM range(0, 8, 1, 8)", () => new SparkRows(),
            (rows, batch) => rows.Add(batch), told, cancel.Token);
        await Assert.ThrowsAsync<OperationCanceledException>(() => sleeping);

        var after = Stopwatch.StartNew();
        using var next = await SparkRows.QueryAsync(session, "SELECT sum(id) FROM range(0, 10, 1, 4)", Stop);
        Assert.AreEqual(45, next.Longs().Single());
        Assert.IsLessThan(30, after.Elapsed.TotalSeconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the next query took {after.Elapsed.TotalSeconds:0.0} s"));
    }

    [TestMethod]
    public async Task An_error_of_who_takes_the_rows_stops_the_query_and_is_thrown_as_it_is()
    {
        await using var session = await SharedSpark.OpenAsync(Stop);
        SparkRows? gathered = null;
        var thrown = await Assert.ThrowsExactlyAsync<FormatException>(() => session.QueryAsync(
            "SELECT id FROM range(0, 100000, 1, 2)", () => gathered = new SparkRows(), (_, batch) =>
            {
                batch.Dispose();
                throw new FormatException("no");
            }, null, Stop));
        Assert.AreEqual("no", thrown.Message);
        Assert.IsTrue(gathered!.IsDisposed);
    }

    private sealed class Told(Action<SparkProgress> tell) : IProgress<SparkProgress>
    {
        public void Report(SparkProgress value) => tell(value);
    }
}
