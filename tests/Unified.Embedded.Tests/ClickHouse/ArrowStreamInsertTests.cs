using System.Globalization;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Unified.Embedded.Tests.ClickHouse;

/// <summary>The way the serving layer writes: Arrow in the body, the statement in the URL.</summary>
[TestClass]
public sealed class ArrowStreamInsertTests
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
    public async Task Nulls_maps_and_128_bit_integers_arrive_exactly()
    {
        await s_servers.ExecuteAsync("CREATE TABLE exact (k Int64, maybe Nullable(Int64), wide Int128, buckets Map(Int32, Int64), at " +
            "DateTime64(6, 'UTC'), name LowCardinality(String)) ENGINE = MergeTree ORDER BY k");
        BigInteger[] wides = [BigInteger.Pow(2, 126) + 9, -BigInteger.Pow(2, 100) - 5, 0];
        await InsertAsync("exact", [Batch(0, wides)]);
        var rows = await s_servers.Http.PostAsync(new Uri("/", UriKind.Relative), new StringContent("SELECT * FROM exact ORDER BY k " +
            "FORMAT TSV"));
        Assert.AreEqual(
            "0\t\\N\t85070591730234615865843651857942052873\t{}\t1970-01-01 00:00:00.000000\tn0\n" +
            "1\t10\t-1267650600228229401496703205381\t{1:100}\t1970-01-01 00:00:01.000001\tn1\n" +
            "2\t20\t0\t{1:200,2:201}\t1970-01-01 00:00:02.000002\tn2\n",
            await rows.Content.ReadAsStringAsync());
    }

    [TestMethod]
    public async Task A_million_rows_in_many_batches_go_in_and_come_back()
    {
        await s_servers.ExecuteAsync("CREATE TABLE million (k Int64, maybe Nullable(Int64), wide Int128, buckets Map(Int32, Int64), " +
            "at DateTime64(6, 'UTC'), name LowCardinality(String)) ENGINE = MergeTree ORDER BY k");
        const int Rows = 1_000_000, Size = 62_500;
        await InsertAsync("million", Enumerable.Range(0, Rows / Size)
            .Select(static b => Batch(b * Size, Enumerable.Range(b * Size, Size).Select(static i => (BigInteger)i << 64).ToArray())));
        Assert.AreEqual(
            $"{Rows} {(Rows + 2) / 3} 0",
            await s_servers.ScalarAsync("SELECT concat(toString(count()), ' ', toString(countIf(maybe IS NULL)), ' ', " +
                "toString(countIf(wide != toInt128(k) * toInt128('18446744073709551616') OR length(buckets) != k % 3 OR " +
                "toUnixTimestamp64Micro(at) != k * 1000001 OR name != concat('n', toString(k % 100))))) FROM million"));

        // ClickHouse compresses Arrow with LZ4 unless told not to, which Apache.Arrow reads only with a codec package.
        var answer =
            await s_servers.Http.GetStreamAsync(
            new Uri("/?output_format_arrow_compression_method=none&query=SELECT+k,wide+FROM+million+FORMAT+ArrowStream", UriKind.Relative));
        using var reader = new ArrowStreamReader(answer);
        long read = 0, sum = 0;
        while (await reader.ReadNextRecordBatchAsync() is { } batch)
        {
            using (batch)
            {
                var keys = (Int64Array)batch.Column(0);
                Assert.IsInstanceOfType<FixedSizeBinaryArray>(batch.Column(1));
                for (var i = 0; i < keys.Length; i++)
                {
                    sum += keys.Values[i];
                }

                read += keys.Length;
            }
        }

        Assert.AreEqual((Rows, (long)Rows * (Rows - 1) / 2), ((int)read, sum));
    }

    [TestMethod]
    public async Task A_body_cut_short_is_an_error()
    {
        await s_servers.ExecuteAsync("CREATE TABLE cut (k Int64, maybe Nullable(Int64), wide Int128, buckets Map(Int32, Int64), at " +
            "DateTime64(6, 'UTC'), name LowCardinality(String)) ENGINE = MergeTree ORDER BY k");
        var whole = await WriteAsync([Batch(0, new BigInteger[10_000])]);
        var (status, text, _) = await s_servers.PostAsync("/?query=INSERT+INTO+cut+FORMAT+ArrowStream",
            new ByteArrayContent(whole, 0, whole.Length / 2));
        Assert.AreNotEqual(200, status);
        Assert.Contains("DB::Exception", text);
        Assert.AreEqual(0UL, await s_servers.ScalarAsync("SELECT count() FROM cut"));
    }

    private static RecordBatch Batch(int first, BigInteger[] wides)
    {
        var (keys, maybes, times, names) = (new Int64Array.Builder(), new Int64Array.Builder(),
            new TimestampArray.Builder(TimeUnit.Microsecond, "UTC"), new StringArray.Builder());
        var maps = new MapArray.Builder(new MapType(Int32Type.Default, Int64Type.Default));
        var (mapKeys, mapValues) = ((Int32Array.Builder)maps.KeyBuilder, (Int64Array.Builder)maps.ValueBuilder);
        var bytes = new byte[wides.Length * 16];
        for (var i = 0; i < wides.Length; i++)
        {
            var k = first + i;
            keys.Append(k);
            _ = k % 3 == 0 ? maybes.AppendNull() : maybes.Append(k * 10L);
            times.Append(DateTimeOffset.UnixEpoch.AddTicks(k * 10_000_010L));
            names.Append("n" + (k % 100).ToString(CultureInfo.InvariantCulture));
            maps.Append();
            for (var m = 0; m < k % 3; m++)
            {
                mapKeys.Append(m + 1);
                mapValues.Append((k * 100L) + m);
            }

            ((Int128)wides[i]).WriteLittleEndian(bytes.AsSpan(i * 16));
        }

        var wide = new FixedSizeBinaryArray(new ArrayData(new FixedSizeBinaryType(16), wides.Length, 0, 0,
            [ArrowBuffer.Empty, new ArrowBuffer(bytes)]));
        return new RecordBatch.Builder()
            .Append("k", false, keys.Build()).Append("maybe", true, maybes.Build()).Append("wide", false, wide)
            .Append("buckets", false, maps.Build()).Append("at", false, times.Build()).Append("name", false, names.Build())
            .Build();
    }

    private static async Task<byte[]> WriteAsync(IEnumerable<RecordBatch> batches)
    {
        using var body = new MemoryStream();
        ArrowStreamWriter? writer = null;
        foreach (var batch in batches)
        {
            writer ??= new ArrowStreamWriter(body, batch.Schema, leaveOpen: true);
            await writer.WriteRecordBatchAsync(batch);
            batch.Dispose();
        }

        await writer!.WriteEndAsync();
        writer.Dispose();
        return body.ToArray();
    }

    private static async Task InsertAsync(string table, IEnumerable<RecordBatch> batches)
    {
        var (status, text, response) = await s_servers.PostAsync($"/?query=INSERT+INTO+{table}+FORMAT+ArrowStream",
            new ByteArrayContent(await WriteAsync(batches)));
        Assert.AreEqual(200, status, text);
        Assert.Contains("\"written_rows\":\"", response.Headers.GetValues("X-ClickHouse-Summary").Single());
    }
}

file static class Int128Bytes
{
    public static void WriteLittleEndian(this Int128 value, Span<byte> target) =>
        System.Buffers.Binary.BinaryPrimitives.WriteInt128LittleEndian(target, value);
}
