using Apache.Arrow;
using Apache.Arrow.Types;
using DuckDB.NET.Data;
using ParquetSharp.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.Streaming.Tests.Decoding;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>Other engines read the archive's files, with the types that were meant.</summary>
[TestClass]
public sealed class ArchiveReadersTests
{
    private static readonly SourceSchema Source = Records.Source with { Epochs = new EpochLength(4096) };

    [TestMethod]
    public async Task Arrow_reads_what_was_decoded()
    {
        using var folder = new TempFolder();
        var file = Write(folder.Path, Random(3000), out var expected);
        using var reader = new FileReader(file);
        using var batches = reader.GetRecordBatchReader();
        var printed = new List<string>();
        while (await batches.ReadNextRecordBatchAsync() is { } batch)
        {
            using (batch)
            {
                printed.Add(Records.Print(batch));
                Assert.IsInstanceOfType<Int32Type>(batch.Column("Quantity").Data.DataType);
                Assert.IsInstanceOfType<Int64Type>(batch.Column("Serial").Data.DataType);
                Assert.IsInstanceOfType<BooleanType>(batch.Column("Buy").Data.DataType);
                Assert.IsInstanceOfType<StringType>(batch.Column("Symbol").Data.DataType);
                Assert.IsInstanceOfType<BinaryType>(batch.Column("_key").Data.DataType);
                var time = (TimestampType)batch.Column("Time").Data.DataType;
                Assert.AreEqual((TimeUnit.Microsecond, "UTC"), (time.Unit, time.Timezone));
                var price = (Decimal128Type)batch.Column("Price").Data.DataType;
                Assert.AreEqual((15, 4), (price.Precision, price.Scale));
                Assert.IsFalse(batch.Schema.GetFieldByName("Price").IsNullable);
                Assert.IsTrue(batch.Schema.GetFieldByName("Tax").IsNullable);
            }
        }

        Assert.AreEqual(expected, string.Join("\n", printed));
    }

    [TestMethod]
    public void DuckDB_reads_types_and_values()
    {
        using var folder = new TempFolder();
        var file = Write(folder.Path, Random(3000), out _);
        CollectionAssert.AreEqual(
            new[]
            {
                "Time TIMESTAMP WITH TIME ZONE", "Symbol VARCHAR", "Venue VARCHAR", "Quantity INTEGER", "Serial BIGINT",
                "Price DECIMAL(15,4)", "Buy BOOLEAN", "Fee INTEGER", "Reference BIGINT", "Tax DECIMAL(12,2)", "Flagged BOOLEAN",
                "Settled TIMESTAMP WITH TIME ZONE", "_offset BIGINT", "_timestamp TIMESTAMP WITH TIME ZONE",
                "_key BLOB", "_extra VARCHAR",
            },
            Query("SELECT column_name || ' ' || column_type "
                + $"FROM (DESCRIBE SELECT * FROM read_parquet('{file}', hive_partitioning = false))"));
        var trades = Random(3000);
        Assert.AreEqual(trades.Count.ToString(), Query($"SELECT count(*) FROM '{file}'")[0]);
        Assert.AreEqual(trades.Sum(t => t.Price).ToString("0.0000"), Query($"SELECT sum(\"Price\") FROM '{file}'")[0]);
        Assert.AreEqual(trades.Sum(t => (t.Time.Ticks - DateTime.UnixEpoch.Ticks) / 10).ToString(),
            Query($"SELECT sum(epoch_us(\"Time\")) FROM '{file}'")[0]);
        Assert.AreEqual(trades.Count(t => t.Symbol == "a\"b\\c" && t.Venue is null).ToString(),
            Query($"SELECT count(*) FROM '{file}' WHERE \"Symbol\" = 'a\"b\\c' AND \"Venue\" IS NULL")[0]);
    }

    [TestMethod]
    [DataRow("0001-01-01T00:00:00Z", -62135596800000000L)]
    [DataRow("9999-12-31T23:59:59.999999Z", 253402300799999999L)]
    [DataRow("1969-12-31T23:59:59.999999Z", -1L)]
    public void Times_at_the_limits_survive(string text, long micros)
    {
        using var folder = new TempFolder();
        using (var archiver = new PartitionArchiver(folder.Path, Source, Source.Partition(0), 0))
        {
            archiver.Add(new LogRecord(0, Records.With("Time", $"\"{text}\"")));
            archiver.AdvanceTo(4096);
        }

        Assert.AreEqual(micros.ToString(),
            Query($"SELECT epoch_us(\"Time\") FROM '{ArchiveLayout.File(folder.Path, new EpochId(Source.Partition(0), 0))}'")[0]);
    }

    [TestMethod]
    public void An_epoch_without_accepted_records_has_a_file_with_its_counts()
    {
        using var folder = new TempFolder();
        using (var archiver = new PartitionArchiver(folder.Path, Source, Source.Partition(0), 0))
        {
            archiver.Add(new LogRecord(7, "nonsense"u8) { Key = "k"u8, HasKey = true, TimestampMillis = 5 });
            archiver.Add(new LogRecord { Offset = 9 });
            archiver.AdvanceTo(2 * 4096);
        }

        var file = ArchiveLayout.File(folder.Path, new EpochId(Source.Partition(0), 0));
        Assert.AreEqual("0", Query($"SELECT count(*) FROM '{file}'")[0]);
        CollectionAssert.AreEqual(new[] { "unified.epoch_length=4096", "unified.format=1", "unified.quarantined=2", "unified.read=2" },
            Query("SELECT decode(key) || '=' || decode(value) "
                + $"FROM parquet_kv_metadata('{file}') WHERE decode(key) LIKE 'unified%' "
                + "AND decode(key) NOT IN ('unified.columns', 'unified.forms') ORDER BY 1"));
        Assert.AreEqual(ArchiveLayout.Columns(Source.Columns),
            Query($"SELECT decode(value) FROM parquet_kv_metadata('{file}') WHERE decode(key) = 'unified.columns'")[0]);
        var quarantine = ArchiveLayout.QuarantineFile(folder.Path, new EpochId(Source.Partition(0), 0));
        CollectionAssert.AreEqual(new[] { "7|5000|k|nonsense|the value is not JSON at line 1, byte 2: nonsense", "9||||the value is null" },
            Query("SELECT concat_ws('|', _offset, coalesce(epoch_us(_timestamp)::VARCHAR, ''), coalesce(decode(_key), ''), "
                + $"coalesce(decode(raw), ''), reason) FROM '{quarantine}' ORDER BY _offset"));
        Assert.IsTrue(File.Exists(ArchiveLayout.File(folder.Path, new EpochId(Source.Partition(0), 1))));
        Assert.IsFalse(File.Exists(ArchiveLayout.QuarantineFile(folder.Path, new EpochId(Source.Partition(0), 1))));
        using var reader = new FileReader(file);
        Assert.HasCount(16, reader.Schema.FieldsList);
    }

    private static IReadOnlyList<Trade> Random(int count) => Trades.Random(new Random(4711), count);

    private static string Write(string root, IReadOnlyList<Trade> trades, out string expected)
    {
        var decoder = RecordDecoder.For(Source, Source.Columns, Lineage.Full);
        using var archiver = new PartitionArchiver(root, Source, Source.Partition(0), 0);
        for (var i = 0; i < trades.Count; i++)
        {
            var record = new LogRecord(i, Records.Json(trades[i]))
            {
                Key = BitConverter.GetBytes(i),
                HasKey = i % 5 != 0,
                TimestampMillis = i % 7 == 0 ? null : i,
            };
            Assert.IsNull(decoder.Append(record));
            archiver.Add(record);
        }

        archiver.AdvanceTo(4096);
        using RecordBatch batch = decoder.Take();
        expected = Records.Print(batch);
        return ArchiveLayout.File(root, new EpochId(Source.Partition(0), 0));
    }

    private static string[] Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        }

        return [.. rows];
    }
}
