using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.Types;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>An epoch whose files do not say what the log would give today stays as it is; one that was interrupted goes on.</summary>
[TestClass]
public sealed class RedecodingRefusalTests
{
    private static readonly EpochId Epoch = new(Records.Source.Partition(2), 0);

    [TestMethod]
    public void A_whole_decimal_may_have_been_an_integer_or_not() => AssertRefused(
        [Records.With("Price", "5.0")], Records.Source, EpochRedecodingTests.Typed(("Price", DataType.Int64)),
        "column 'Price': it was decimal(15,4) and is int64. The record at offset 0 has 5.0000, and whether that was written so or with");

    [TestMethod]
    public void A_decimal_that_is_not_whole_was_no_integer()
    {
        using var folder = Archived([Records.With("Price", "5.25")], Records.Source);
        var outcome = EpochRedecodingTests.Redecoding(folder.Path, EpochRedecodingTests.Typed(("Price", DataType.Int64))).Redecode(Epoch)!;
        Assert.AreEqual((1L, 1L), (outcome.Quarantined, outcome.Refused));
    }

    [TestMethod]
    public void The_text_of_a_time_is_not_kept() => AssertRefused(
        [Records.With("Settled", "\"2024-03-02\"")], Records.Source, EpochRedecodingTests.Typed(("Settled", DataType.String.AsNullable())),
        "column 'Settled': it was timestamp? and is string?. The record at offset 0 has 2024-03-02T00:00:00Z, and whether");

    [TestMethod]
    public void A_spelling_that_was_lost_two_rewrites_ago_is_lost()
    {
        using var folder = Archived([Records.With("Tax", "5.0")], Records.Source);
        EpochRedecodingTests.RedecodeAll(folder.Path, EpochRedecodingTests.Without("Tax"));
        EpochRedecodingTests.RedecodeAll(folder.Path, EpochRedecodingTests.Without("Tax", "Buy"));
        var error = Assert.ThrowsExactly<DataException>(() =>
            EpochRedecodingTests.Redecoding(folder.Path, EpochRedecodingTests.Typed(("Tax", DataType.Int64.AsNullable()))).Redecode(Epoch));
        Assert.Contains("column 'Tax': it was decimal(12,2)? once and is int64?", error.Message);
        EpochRedecodingTests.RedecodeAll(folder.Path, Records.Source);
    }

    [TestMethod]
    public void Records_whose_bytes_were_removed_cannot_be_decoded_again()
    {
        using var folder = Archived([Records.Utf8("bad"), Records.Utf8("bad too")], Records.Source);
        File.Delete(ArchiveLayout.QuarantineFile(folder.Path, Epoch));
        var error = Assert.ThrowsExactly<DataException>(() =>
            EpochRedecodingTests.Redecoding(folder.Path, EpochRedecodingTests.Without("Tax")).Redecode(Epoch));
        Assert.Contains("trades partition 2 epoch 0 cannot be decoded again", error.Message);
        Assert.Contains("2 of its records could not be decoded then, and the bytes of 0 are kept", error.Message);
    }

    [TestMethod]
    public void Another_epoch_length_is_refused() => AssertRefused(
        [Records.With("x", null)], Records.Source, EpochRedecodingTests.Without("Tax") with { Epochs = new EpochLength(128) },
        "was written with epochs of 64 offsets, and the source declares 128");

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_rewrite_that_was_killed_between_its_files_goes_on_and_loses_nothing(bool epochWasWritten)
    {
        // One that was bad and is good, one that was good and is bad, one of each that stays.
        var then = EpochRedecodingTests.Typed(("Quantity", DataType.String));
        byte[][] records =
            [Records.With("x", null), Records.With("Quantity", "\"7\""), Records.Utf8("bad"), Records.With("Quantity", "\"8\"")];
        using var folder = Archived(records, then);
        using var wanted = Archived(records, Records.Source);
        using var later = Archived(records, then);
        EpochRedecodingTests.RedecodeAll(later.Path, Records.Source);
        Join(Quarantine(folder), Quarantine(later), Quarantine(folder));
        if (epochWasWritten)
        {
            File.Copy(ArchiveLayout.File(later.Path, Epoch), ArchiveLayout.File(folder.Path, Epoch), overwrite: true);
        }

        EpochRedecodingTests.RedecodeAll(folder.Path, Records.Source);
        Lines.AssertEqual(Print(wanted), Print(folder), "");
    }

    private static void AssertRefused(byte[][] records, SourceSchema then, SourceSchema now, string why)
    {
        using var folder = Archived(records, then);
        var before = new ArchivedContents(folder.Path, Epoch.Partition).Hashes();
        var error = Assert.ThrowsExactly<DataException>(() => EpochRedecodingTests.Redecoding(folder.Path, now).Redecode(Epoch));
        Assert.Contains("Source 'trades': trades partition 2 epoch 0 cannot be decoded again under the columns of today", error.Message);
        Assert.Contains(why, error.Message);
        Assert.Contains($"remove '{ArchiveLayout.File(folder.Path, Epoch)}', and the archiver writes it anew", error.Message);
        Assert.AreEqual(before, new ArchivedContents(folder.Path, Epoch.Partition).Hashes());
    }

    private static TempFolder Archived(byte[][] records, SourceSchema source)
    {
        var folder = new TempFolder();
        var log = new MemoryLog { End = 64 };
        log.Records.AddRange(records.Select((r, i) => ((long)i, (byte[]?)r)));
        new ArchivedContents(folder.Path, Epoch.Partition).Write(source, log);
        return folder;
    }

    private static string Print(TempFolder folder) => new ArchivedContents(folder.Path, Epoch.Partition).Print();

    private static string Quarantine(TempFolder folder) => ArchiveLayout.QuarantineFile(folder.Path, Epoch);

    /// <summary>What a rewrite leaves first: all that could not be decoded then or cannot be now.</summary>
    private static void Join(string one, string other, string into)
    {
        using var table = new QuarantineTable(into);
        using (var left = new ArchivedFile(one))
        using (var right = new ArchivedFile(other))
        using (var first = new ArchivedRows(left, 0, 64))
        using (var second = new ArchivedRows(right, 0, 64))
        {
            var (more, moreToo) = (first.MoveNext(), second.MoveNext());
            while (more || moreToo)
            {
                var isFirst = more && (!moreToo || first.Offset <= second.Offset);
                var isSecond = moreToo && (!more || second.Offset <= first.Offset);
                Add(isFirst ? first : second);
                more = isFirst ? first.MoveNext() : more;
                moreToo = isSecond ? second.MoveNext() : moreToo;
            }
        }

        table.Publish(new Dictionary<string, string>());

        void Add(ArchivedRows rows)
        {
            var raw = ((BinaryArray)rows.Batch!.Column(QuarantineTable.Raw)).GetBytes(rows.Row);
            table.Add(rows.Record(raw, hasValue: true), ((StringArray)rows.Batch.Column(QuarantineTable.Reason)).GetString(rows.Row));
        }
    }
}
