using System.Globalization;
using System.Numerics;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using ClickHouse.Driver.Utility;

namespace Unified.Embedded.Tests.ClickHouse;

[TestClass]
public sealed class EmbeddedClickHouseDriverTests
{
    private static EmbeddedServers s_servers = null!;

    [ClassInitialize]
    public static async Task Start(TestContext context) => s_servers = await EmbeddedServers.StartAsync();

    [ClassCleanup]
    public static async Task Stop()
    {
        if (s_servers is not null)
        {
            await s_servers.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task Every_type_we_use_survives_a_bulk_insert_and_a_select()
    {
        await s_servers.ExecuteAsync(
            """
            CREATE TABLE types (k Int64, wide Int128, money Decimal(38, 4), maybe Nullable(Int32), buckets Map(Int32, Int64),
                at DateTime64(6, 'UTC'),
                name LowCardinality(String), hash UInt64, numbers Array(Int64), pair Tuple(Int32, String), day Date, ratio Float64)
            ENGINE = MergeTree ORDER BY k
            """);
        var wide = BigInteger.Pow(2, 126) + 9;
        var at = new DateTime(2013, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1234560);
        object?[][] rows =
        [
            [1L, wide, 12345678901234.5678m, 7, new Dictionary<int, long> { [1] = 10, [-2] = 20 }, at, "JFK", ulong.MaxValue,
                new long[] { 1, 2, 3 }, Tuple.Create(1, "a\nb"), new DateTime(2013, 1, 2), 0.1],
            [2L, -BigInteger.Pow(2, 100) - 5, -0.0001m, null, new Dictionary<int, long>(), at.AddYears(-40), "", 0UL, Array.Empty<long>(),
                Tuple.Create(-1, "\0"), new DateTime(1970, 1, 1), double.NaN],
        ];
        string[] columns = ["k", "wide", "money", "maybe", "buckets", "at", "name", "hash", "numbers", "pair", "day", "ratio"];
        Assert.AreEqual(2L, await s_servers.Client.InsertBinaryAsync("types", columns, rows!));

        using var reader = await s_servers.Client.ExecuteReaderAsync("SELECT * FROM types ORDER BY k");
        Assert.IsTrue(reader.Read());
        Assert.AreEqual(wide, reader.GetValue(1));
        Assert.AreEqual("12345678901234.5678", Convert.ToString(reader.GetValue(2), CultureInfo.InvariantCulture));
        Assert.AreEqual(7, reader.GetValue(3));
        CollectionAssert.AreEquivalent(new Dictionary<int, long> { [1] = 10, [-2] = 20 }, (Dictionary<int, long>)reader.GetValue(4));
        Assert.AreEqual(at, reader.GetDateTime(5));
        Assert.AreEqual("JFK", reader.GetValue(6));
        Assert.AreEqual(ulong.MaxValue, reader.GetValue(7));
        CollectionAssert.AreEqual(new long[] { 1, 2, 3 }, (long[])reader.GetValue(8));
        Assert.AreEqual(Tuple.Create(1, "a\nb"), reader.GetValue(9));
        Assert.IsTrue(reader.Read());
        Assert.AreEqual(-BigInteger.Pow(2, 100) - 5, reader.GetValue(1));
        Assert.AreEqual(DBNull.Value, reader.GetValue(3));
        Assert.AreEqual(Tuple.Create(-1, "\0"), reader.GetValue(9));
        Assert.IsTrue(double.IsNaN((double)reader.GetValue(11)));
        Assert.IsFalse(reader.Read());
    }

    [TestMethod]
    public async Task A_bulk_insert_of_many_batches_loses_nothing()
    {
        await s_servers.ExecuteAsync("CREATE TABLE many (k Int64, v String) ENGINE = MergeTree ORDER BY k");
        var rows = Enumerable.Range(0, 250_000).Select(static i =>
            new object[] { (long)i, "value\n" + i.ToString(CultureInfo.InvariantCulture) });
        await s_servers.Client.InsertBinaryAsync("many", ["k", "v"], rows,
            new InsertOptions { BatchSize = 50_000, MaxDegreeOfParallelism = 4 });
        Assert.AreEqual("250000 0 31249875000", await s_servers.ScalarAsync("SELECT concat(toString(count()), ' ', toString(countIf(v " +
            "!= concat('value\\n', toString(k)))), ' ', toString(sum(k))) FROM many"));
    }

    [TestMethod]
    public async Task Parameters_are_values_not_text()
    {
        await s_servers.ExecuteAsync("CREATE TABLE said (who String, n Int64) ENGINE = MergeTree ORDER BY n");
        const string Awkward = "O'Hare \\ \n\t'; DROP TABLE said; --";
        using var connection = new ClickHouseConnection(s_servers.Server.ConnectionString);
        using var insert = connection.CreateCommand("INSERT INTO said VALUES ({who:String}, {n:Int64})");
        insert.AddParameter("who", Awkward);
        insert.AddParameter("n", 5L);
        await insert.ExecuteNonQueryAsync();
        using var select = connection.CreateCommand("SELECT who FROM said WHERE n = {n:Int64} AND who = {who:String}");
        select.AddParameter("who", Awkward);
        select.AddParameter("n", 5L);
        Assert.AreEqual(Awkward, await select.ExecuteScalarAsync());
    }

    [TestMethod]
    public async Task Parameters_may_be_sent_as_a_form()
    {
        using var connection =
            new ClickHouseConnection(new ClickHouseClientSettings(s_servers.Server.ConnectionString) { UseFormDataParameters = true });
        using var select = connection.CreateCommand("SELECT {a:Int64} + 1, {b:String}");
        select.AddParameter("a", 41L);
        select.AddParameter("b", "it's");
        using var reader = await select.ExecuteReaderAsync();
        Assert.IsTrue(reader.Read());
        Assert.AreEqual(42L, reader.GetValue(0));
        Assert.AreEqual("it's", reader.GetValue(1));
    }

    [TestMethod]
    public async Task An_error_carries_the_code_of_ClickHouse_and_the_server_lives_on()
    {
        var unknown = await Assert.ThrowsExactlyAsync<ClickHouseServerException>(() => s_servers.ScalarAsync("SELECT * FROM nowhere"));
        Assert.AreEqual(60, unknown.ErrorCode);
        var thrown = await Assert.ThrowsExactlyAsync<ClickHouseServerException>(() => s_servers.ScalarAsync("SELECT throwIf(number = " +
            "70000, 'stop') FROM numbers(100000)"));
        Assert.AreEqual(395, thrown.ErrorCode);
        Assert.Contains("stop", thrown.Message);
        Assert.AreEqual((byte)1, await s_servers.ScalarAsync("SELECT 1"));
    }

    [TestMethod]
    public async Task Compressed_traffic_works_too()
    {
        using var client = new ClickHouseClient(s_servers.Server.ConnectionString.Replace("Compression=false", "Compression=true",
            StringComparison.Ordinal));
        await client.ExecuteNonQueryAsync("CREATE TABLE packed (k Int64) ENGINE = MergeTree ORDER BY k");
        await client.InsertBinaryAsync("packed", ["k"], Enumerable.Range(0, 10_000).Select(static i => new object[] { (long)i }));
        Assert.AreEqual(10_000UL, await client.ExecuteScalarAsync("SELECT count() FROM packed"));
    }

    [TestMethod]
    public async Task Readers_run_side_by_side()
    {
        await s_servers.ScalarAsync("SELECT 1");
        var slow = s_servers.ScalarAsync("SELECT sleep(3)");
        await s_servers.ScalarAsync("SELECT 1");
        Assert.IsFalse(slow.IsCompleted, "a short query waits for a long one");
        await slow;
    }
}
