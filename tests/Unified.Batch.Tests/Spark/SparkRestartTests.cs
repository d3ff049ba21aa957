using System.Diagnostics;
using Unified.Batch.Spark;
using Unified.Batch.Tests.Fakes;
using Unified.Errors;
using Unified.TestKit.Spark;

namespace Unified.Batch.Tests.Spark;

/// <summary>Servers end and come back as others. One of their own, one test at a time.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SparkRestartTests
{
    private const string Token = "a-token-of-the-tests";

    // Four seconds on two cores, and the first rows after half a second.
    private const string Slow =
        "SELECT id FROM (SELECT id, java_method('java.lang.Thread', 'sleep', 20L + id % 2) AS s FROM range(0, 400, 1, 20)) WHERE s != ''";

    private static RealSpark? _spark;

    public required TestContext TestContext { get; set; }

    private CancellationToken Stop => TestContext.CancellationToken;

    private static SparkOptions Options => new()
    {
        Remote = $"{_spark!.Remote}/;user_id=tester;token={Token};use_ssl=false",
        RowsPerBatch = 7,
    };

    [ClassInitialize]
    public static async Task Start(TestContext _)
    {
        if (RealSpark.IsAvailable)
        {
            _spark = await RealSpark.StartAsync(settings: new Dictionary<string, string>
            {
                ["spark.connect.authenticate.token"] = Token,
                ["spark.connect.execute.reattachable.senderMaxStreamSize"] = "100k",
            });
        }
    }

    [ClassCleanup]
    public static async Task End()
    {
        if (_spark is not null) { await _spark.DisposeAsync(); }
    }

    [TestInitialize]
    public void Require() => SharedSpark.Require();

    [TestMethod]
    [DataRow(true, DisplayName = "killed")]
    [DataRow(false, DisplayName = "stopped in good order")]
    public async Task A_query_whose_server_ends_in_the_middle_begins_again_and_gives_every_row_once(bool killed)
    {
        var log = new ListLogger<SparkSession>();
        await using var session = await SharedSpark.OpenAsync(Options, Stop, log);
        await session.PrepareAsync($"CREATE OR REPLACE TEMPORARY VIEW slow AS {Slow}", Stop);
        var begun = new List<SparkRows>();
        Task? back = null;
        using var rows = await session.QueryAsync("SELECT * FROM slow", () =>
        {
            begun.Add(new SparkRows());
            return begun[^1];
        },
        (gathered, batch) =>
        {
            back ??= EndAsync(killed);
            return gathered.Add(batch);
        }, null, Stop);
        await back!;

        Console.WriteLine(string.Join('\n', log.Lines));
        Assert.AreEqual(2, begun.Count);
        Assert.IsTrue(begun[0].IsDisposed);
        Assert.IsGreaterThan(0, begun[0].Count);
        CollectionAssert.AreEqual(Enumerable.Range(0, 400).Select(i => (long)i).ToArray(), rows.Longs().ToArray());
        Assert.IsTrue(log.Lines.Any(l => l.Contains("run again from its beginning (1 of at most 3 times)", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_server_that_does_not_come_back_is_named_and_one_that_does_finds_the_session_with_its_views_and_settings()
    {
        await using var session = await SharedSpark.OpenAsync(Options with { Patience = TimeSpan.FromSeconds(2) }, Stop);
        await session.PrepareAsync("CREATE OR REPLACE TEMPORARY VIEW nine AS SELECT id FROM range(9)", Stop);
        await session.PrepareAsync("CREATE OR REPLACE TEMPORARY VIEW four AS SELECT id FROM nine WHERE id % 2 = 1", Stop);
        await _spark!.KillAsync();
        try
        {
            var began = Stopwatch.StartNew();
            var error = await Assert.ThrowsExactlyAsync<TransientException>(() => SparkRows.QueryAsync(session, "SELECT 1", Stop));
            StringAssert.StartsWith(error.Message, $"Spark at {_spark.Remote} did not answer the query", StringComparison.Ordinal);
            Assert.IsFalse(error.Message.Contains(Token, StringComparison.Ordinal));
            Assert.IsLessThan(30, began.Elapsed.TotalSeconds);
        }
        finally
        {
            await _spark.StartAgainAsync();
        }

        var rows = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SparkRows.QueryAsync(session, "SELECT count(*) FROM four", Stop)));
        Assert.AreEqual("4 4 4", string.Join(' ', rows.Select(r => r.Longs().Single())));
        using var set = await SparkRows.QueryAsync(session, "SET spark.sql.execution.arrow.maxRecordsPerBatch", Stop);
        Assert.AreEqual("'7'", SparkCells.Text(set.Batches[0].Column(1), 0));
    }

    [TestMethod]
    public async Task A_stream_that_the_server_ends_before_its_time_is_taken_up_again()
    {
        var log = new ListLogger<SparkSession>();
        await using var session = await SharedSpark.OpenAsync(Options with { RowsPerBatch = 500 }, Stop, log);
        using var rows = await SparkRows.QueryAsync(session, "SELECT id, sha2(CAST(id AS STRING), 256) FROM range(0, 20000, 1, 3)", Stop);
        CollectionAssert.AreEqual(Enumerable.Range(0, 20_000).Select(i => (long)i).ToArray(), rows.Longs().ToArray());
        Assert.IsGreaterThan(3, log.Lines.Count(l => l.Contains("taken up again", StringComparison.Ordinal)));
        Assert.IsFalse(log.Lines.Any(l => l.Contains("silent", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Who_has_another_token_is_told_so()
    {
        var options = Options with { Remote = $"{_spark!.Remote}/;token=another;use_ssl=false" };
        var error = await Assert.ThrowsExactlyAsync<TransientException>(() => SharedSpark.OpenAsync(options, Stop));
        StringAssert.StartsWith(error.Message, $"Spark at {_spark.Remote} refuses who asks", StringComparison.Ordinal);
        StringAssert.Contains(error.Message, "Check the token and the user_id of its address.", StringComparison.Ordinal);
    }

    private static async Task EndAsync(bool killed)
    {
        await (killed ? _spark!.KillAsync() : _spark!.StopAsync());
        await _spark.StartAgainAsync();
    }
}
