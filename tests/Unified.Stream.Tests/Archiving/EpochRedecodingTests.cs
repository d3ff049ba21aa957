using Microsoft.Extensions.Logging.Abstractions;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Archiving;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.Types;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>Archived under columns A and decoded again under columns B equals archived under B from the log.</summary>
[TestClass]
public sealed class EpochRedecodingTests
{
    private static readonly LogPartition Partition = Records.Source.Partition(2);
    private static readonly Field Added = new("Added", DataType.Int64.AsNullable());

    /// <summary>
    /// Name, columns then, columns now; whether the files must be equal byte for byte: then no value has lost its spelling.
    /// </summary>
    public static IEnumerable<(string Name, SourceSchema Then, SourceSchema Now, bool Bytes)> Changes =>
    [
        ("a required column was renamed by mistake, and nothing could be decoded",
            Without("Price").With(new Field("Cost", DataType.Decimal(15, 4))), Source, true),
        ("a nullable column was renamed by mistake", Without("Fee").With(new Field("Fees", DataType.Int32.AsNullable())), Source, true),
        ("a column is renamed", Source, Without("Venue").With(new Field("Place", DataType.String.AsNullable())), false),
        ("a nullable column is added", Source, Source.With(Added), true),
        ("a required column is added", Source, Source.With(new Field("Added", DataType.Int64)), false),
        ("a column was added by mistake", Source.With(Added), Source, false),
        ("a required column is removed", Source, Without("Serial"), false),
        ("columns whose values have many spellings are removed", Source, Without("Tax", "Settled", "Symbol"), false),
        ("numbers are widened", Source, Typed(("Quantity", DataType.Int64), ("Tax", DataType.Decimal(20, 6).AsNullable())), true),
        ("an integer becomes a decimal", Source, Typed(("Fee", DataType.Decimal(12, 2).AsNullable())), true),
        ("a required column becomes nullable", Source, Typed(("Serial", DataType.Int64.AsNullable())), true),
        ("numbers are narrowed", Source, Typed(("Serial", DataType.Int32), ("Price", DataType.Decimal(6, 2))), false),
        ("a nullable column becomes required", Source, Typed(("Fee", DataType.Int32)), false),
        ("a number becomes a text, which it never was", Source, Typed(("Quantity", DataType.String)), false),
        ("a text becomes a time, which it is now and then", Source, Typed(("Venue", DataType.Timestamp.AsNullable())), false),
        ("columns stand in another order", Source, Source with { Columns = [.. Source.Columns.Reverse()] }, true),
    ];

    private static SourceSchema Source => Records.Source;

    [TestMethod]
    public void An_epoch_that_is_decoded_again_is_what_the_log_gives_under_the_columns_of_today()
    {
        var seed = TestSeed.Take();
        foreach (var (name, then, now, bytes) in Changes)
        {
            var log = Spellings.Log(seed.Random(name.Length), 64 * 3);
            using var folder = new TempFolder();
            using var expected = new TempFolder();
            var archive = new ArchivedContents(folder.Path, Partition);
            var wanted = new ArchivedContents(expected.Path, Partition);
            archive.Write(then, log);
            wanted.Write(now, log);
            Assert.AreNotEqual(wanted.Hashes(), archive.Hashes(), name);
            var refused = RedecodeAll(folder.Path, now);
            Lines.AssertEqual(wanted.Print(), archive.Print(), name);
            if (bytes)
            {
                Assert.AreEqual(wanted.Hashes(quarantined: false), archive.Hashes(quarantined: false), name);
                // A record that was good and is not has lost its spelling.
                Assert.IsTrue(refused > 0 || wanted.Hashes() == archive.Hashes(), name);
            }
        }
    }

    [TestMethod]
    public void A_mistake_that_is_taken_back_leaves_the_archive_as_it_was()
    {
        var seed = TestSeed.Take();
        // But not from a decimal to an integer, or from a time to a text: that is refused.
        string[] oneWay = ["an integer becomes a decimal", "a text becomes a time, which it is now and then"];
        foreach (var (name, then, now, _) in Changes.Where(c => !oneWay.Contains(c.Name)))
        {
            using var folder = new TempFolder();
            var archive = new ArchivedContents(folder.Path, Partition);
            archive.Write(then, Spellings.Log(seed.Random(name.Length), 64 * 2));
            var before = archive.Print();
            RedecodeAll(folder.Path, now);
            RedecodeAll(folder.Path, then);
            Lines.AssertEqual(before, archive.Print(), name);
        }
    }

    [TestMethod]
    public void What_is_as_it_would_be_written_today_is_left_alone()
    {
        using var folder = new TempFolder();
        var archive = new ArchivedContents(folder.Path, Partition);
        archive.Write(Source, Spellings.Log(TestSeed.Take().Random(), 64));
        var before = archive.Hashes();
        var redecoding = Redecoding(folder.Path, Source);
        Assert.IsEmpty(redecoding.Outdated().ToArray());
        Assert.IsNull(redecoding.Redecode(new EpochId(Partition, 0)));
        // Removing what could not be decoded is allowed: the count stays.
        File.Delete(ArchiveLayout.QuarantineFile(folder.Path, new EpochId(Partition, 0)));
        Assert.IsNull(redecoding.Redecode(new EpochId(Partition, 0)));
        Assert.AreNotEqual(before, archive.Hashes());
    }

    [TestMethod]
    public void What_became_of_the_records_is_told()
    {
        using var folder = new TempFolder();
        var log = new MemoryLog { End = 64 };
        log.Records.AddRange([(3, Records.With("Price", "1.5")), (4, Records.Utf8("nonsense")), (5, Records.With("Serial", "5000000000"))]);
        var mistake = Without("Price").With(new Field("Cost", DataType.Decimal(15, 4).AsNullable()));
        new ArchivedContents(folder.Path, Partition).Write(mistake, log);
        var outcome = Redecoding(folder.Path, Typed(("Serial", DataType.Int32))).Redecode(new EpochId(Partition, 0));
        Assert.AreEqual(new RedecodedEpoch(new EpochId(Partition, 0), Read: 3, Quarantined: 2, Recovered: 0, Refused: 1), outcome);
    }

    internal static SourceSchema Without(params string[] names) =>
        Source with { Columns = [.. Source.Columns.Where(c => !names.Contains(c.Name))] };

    internal static SourceSchema Typed(params (string Name, DataType Type)[] types) => Source with
    {
        Columns =
        [
            .. Source.Columns.Select(c => types.Where(t => t.Name == c.Name).Select(t => new Field(t.Name, t.Type)).FirstOrDefault(c)),
        ],
    };

    internal static EpochRedecoding Redecoding(string root, SourceSchema source) =>
        new(source, new ArchiverOptions { Root = root }, NullLogger<EpochRedecoding>.Instance);

    /// <summary>Decodes everything again, and says how many records were good before and are not.</summary>
    internal static long RedecodeAll(string root, SourceSchema source)
    {
        var redecoding = Redecoding(root, source);
        EpochId[] outdated = [.. redecoding.Outdated()];
        var refused = outdated.Sum(epoch => redecoding.Redecode(epoch)!.Refused);
        Assert.IsEmpty(redecoding.Outdated().ToArray());
        return refused;
    }
}

internal static class SchemaChanges
{
    public static SourceSchema With(this SourceSchema source, Field column) => source with { Columns = [.. source.Columns, column] };
}
