using Unified.Batch.Parquet;
using Unified.Batch.Tests.Fakes;
using Unified.Errors;
using Unified.Logical;
using Unified.TestKit;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Batch.Tests.Parquet;

/// <summary>Files that are not what their writer wrote.</summary>
[TestClass]
public sealed class DamagedFileTests
{
    private const int Rounds = 500;

    private static readonly SourceSchema Source = Sources.Of(
        [
            new("at", DataType.Timestamp), new("name", DataType.String), new("maybe", DataType.String.AsNullable()),
            new("n", DataType.Int64.AsNullable()),
            new("price", DataType.Decimal(12, 2)), new("id", DataType.Guid),
            new("record", DataType.Boolean), new("record.text", DataType.String.AsNullable()),
            new("record.x", DataType.Double.AsNullable()),
        ],
        new ColumnForm("record") { Presence = true }, new ColumnForm("record.text") { Path = ["record", "text"] },
        new ColumnForm("record.x") { Path = ["record", "x"] });

    [TestMethod]
    public void A_file_with_some_wrong_bytes_is_read_or_refused_by_its_name_and_nobody_crashes()
    {
        using var folder = new TempFolder();
        using var duck = new DuckDbOracle();
        var file = folder["a.parquet"];
        duck.Execute("COPY (SELECT make_timestamp(i * 1000000) AS at, 'name ' || (i % 7) AS name, "
            + "CASE WHEN i % 3 > 0 THEN 'm' || i END AS maybe, "
            + "NULLIF(i, 5) AS n, (i / 4)::DECIMAL(12,2) AS price, md5(i::VARCHAR)::UUID AS id, "
            + "CASE WHEN i % 4 > 0 THEN {'text': 't' || (i % 5), 'x': i / 3} END AS record FROM range(500) AS r(i)) "
            + $"TO '{file}' (FORMAT parquet, COMPRESSION uncompressed)");
        var good = File.ReadAllBytes(file);
        var (read, refused) = (0, 0);
        var seed = TestSeed.Take();
        Fuzz.Run(Rounds, round => Damaged(seed.Random(round), good), bytes =>
        {
            File.WriteAllBytes(file, bytes);
            try
            {
                using var scan = new ParquetScan(file, Source.Columns.Items, Source, new Dictionary<string, string>());
                Cells.Rows(scan, Source.Columns.Items);
                _ = HistoryDataset.Earliest(file, Source);
                _ = ParquetFooter.Hash(file);
                read++;
            }
            catch (DataException e)
            {
                StringAssert.Contains(e.Message, file, StringComparison.Ordinal);
                refused++;
            }
        });

        Console.WriteLine($"{read} read, {refused} refused");
        Assert.IsGreaterThan(Rounds / 20, refused);
    }

    /// <summary>Some wrong bytes, anywhere or in the footer alone; or a part of the file.</summary>
    private static byte[] Damaged(Random random, byte[] good)
    {
        if (random.Next(8) == 0)
        {
            return good[..random.Next(good.Length)];
        }

        var bytes = (byte[])good.Clone();
        var footer = bytes.Length - 8 - BitConverter.ToInt32(bytes, bytes.Length - 8);
        var first = random.Next(2) == 0 ? footer : 4;
        for (var damage = random.Next(1, 4); damage > 0; damage--)
        {
            bytes[random.Next(first, bytes.Length - 4)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
