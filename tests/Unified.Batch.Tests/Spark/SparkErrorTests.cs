using Microsoft.Extensions.Logging.Abstractions;
using Unified.Batch.Spark;
using Unified.Errors;
using Unified.TestKit;

namespace Unified.Batch.Tests.Spark;

/// <summary>Who can act on an error, and what it says.</summary>
[TestClass]
public sealed class SparkErrorTests
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("SELECT 10 / (id - 3) FROM range(10)", "DIVIDE_BY_ZERO", "22012")]
    [DataRow("SELECT 9223372036854775807L + id FROM range(10)", "ARITHMETIC_OVERFLOW", "22003")]
    [DataRow("SELECT CAST('x' || id AS INT) FROM range(10)", "CAST_INVALID_INPUT", "22018")]
    [DataRow("SELECT CAST(id + 2147483647L AS INT) FROM range(10)", "CAST_OVERFLOW", "22003")]
    [DataRow("SELECT CAST(id * 10 AS DECIMAL(1, 0)) FROM range(10)", "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", "22003")]
    [DataRow("SELECT raise_error('a group is too large') FROM range(10)", "USER_RAISED_EXCEPTION", "P0001")]
    public async Task What_cannot_be_computed_is_an_error_of_the_data(string sql, string errorClass, string state)
    {
        var error = await Fails<SparkDataException>(sql);
        Assert.AreEqual((errorClass, state), (error.Error.Class, error.Error.SqlState));
        StringAssert.Matches(error.Message, new("^Spark at sc://127.0.0.1:[0-9]+ cannot compute the query: "));
        StringAssert.Contains(error.Message, "guard it there, or correct the data. Statement: " + sql, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_file_that_is_not_there_is_an_error_of_the_data()
    {
        var error = await Fails<SparkDataException>("SELECT * FROM parquet.`/not/there`");
        Assert.AreEqual("PATH_NOT_FOUND", error.Error.Class);
        StringAssert.Contains(error.Message, "Check that every host of Spark sees them under this path", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_file_that_is_none_is_an_error_of_the_data()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["a.parquet"], "this is no Parquet file, long as it may be", Stop);
        var error = await Fails<SparkDataException>($"SELECT * FROM parquet.`{folder.Path}`");
        StringAssert.Contains(error.Message, "a.parquet", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_write_that_fails_names_the_value_and_not_the_writing()
    {
        using var folder = new TempFolder();
        await using var session = await SharedSpark.OpenAsync(Stop);
        var error = await Assert.ThrowsExactlyAsync<SparkDataException>(
            () => session.WriteParquetAsync("SELECT 10 / (id - 3) AS v FROM range(10)", folder["out"], [], null, Stop));
        Assert.AreEqual("DIVIDE_BY_ZERO", error.Error.Class);
        StringAssert.Contains(error.Message, $"write to '{folder["out"]}'", StringComparison.Ordinal);
        Assert.IsFalse(File.Exists(Path.Combine(folder["out"], "_SUCCESS")));
    }

    [TestMethod]
    [DataRow("SELEC 1", "PARSE_SYNTAX_ERROR", "42601")]
    [DataRow("SELECT nothing FROM range(1)", "UNRESOLVED_COLUMN", "42703")]
    [DataRow("SELECT 1; SELECT 2", "PARSE_SYNTAX_ERROR", "42601")]
    public async Task What_Spark_cannot_read_is_our_mistake(string sql, string errorClass, string state)
    {
        var error = await Fails<InternalException>(sql);
        StringAssert.Contains(error.Message, errorClass, StringComparison.Ordinal);
        StringAssert.Contains(error.Message, state, StringComparison.Ordinal);
        StringAssert.Matches(error.Message, new(@"\(org\.apache\.spark\.[\w.]+ at [\w.$]+:[0-9]+\)"));
        StringAssert.EndsWith(error.Message, $"Statement: {sql} This is a bug in Unified: please report it with this message.",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task An_error_behind_rows_gives_none_of_them()
    {
        await using var session = await SharedSpark.OpenAsync(
            new SparkOptions { Remote = (await SharedSpark.GetAsync()).Remote, RowsPerBatch = 100 }, Stop);
        var (begun, batches) = (new List<SparkRows>(), 0);
        await Assert.ThrowsExactlyAsync<SparkDataException>(() => session.QueryAsync(
            "SELECT 10 / (id - 15000) FROM range(0, 16000, 1, 8)", () =>
            {
                begun.Add(new SparkRows());
                return begun[^1];
            },
            (rows, batch) =>
            {
                batches++;
                return rows.Add(batch);
            }, null, Stop));
        Assert.AreEqual("True", string.Join(' ', begun.Select(r => r.IsDisposed)));
        Assert.IsGreaterThan(0, batches);
    }

    [TestMethod]
    public async Task A_setting_that_Spark_does_not_know_how_to_take_is_named()
    {
        var options = new SparkOptions
        {
            Remote = (await SharedSpark.GetAsync()).Remote,
            Settings = new Dictionary<string, string> { ["spark.sql.autoBroadcastJoinThreshold"] = "many" },
        };
        var error = await Assert.ThrowsExactlyAsync<SparkDataException>(() => SharedSpark.OpenAsync(options, Stop));
        StringAssert.Contains(error.Message, "refuses a setting of its sessions", StringComparison.Ordinal);
        StringAssert.Contains(error.Message, "autoBroadcastJoinThreshold", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_server_that_is_not_there_is_waited_for_and_then_named()
    {
        var options = new SparkOptions
        {
            Remote = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sc://127.0.0.1:{FreePort()}/;user_id=me"),
            Patience = TimeSpan.FromMilliseconds(500),
        };
        var began = System.Diagnostics.Stopwatch.StartNew();
        var error = await Assert.ThrowsExactlyAsync<TransientException>(
            () => SparkSession.OpenAsync(options, TimeProvider.System, NullLogger.Instance, Stop));
        Assert.IsGreaterThanOrEqualTo(500, began.ElapsedMilliseconds);
        StringAssert.StartsWith(
            error.Message, $"Spark at {options.Address} did not answer the question for its version", StringComparison.Ordinal);
        StringAssert.Contains(error.Message, "Check that it runs, and that its address is right.", StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<T> Fails<T>(string sql) where T : Exception
    {
        await using var session = await SharedSpark.OpenAsync(Stop);
        return await Assert.ThrowsExactlyAsync<T>(() => SparkRows.QueryAsync(session, sql, Stop));
    }
}
