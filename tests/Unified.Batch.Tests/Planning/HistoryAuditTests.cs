using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Epochs;
using Unified.Errors;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Time;

namespace Unified.Batch.Tests.Planning;

/// <summary>What is noticed of history that is not as it was read, and what is not noticed because it is the same history.</summary>
[TestClass]
public sealed class HistoryAuditTests
{
    [TestMethod]
    public async Task A_copy_of_the_folder_is_the_same_history_and_other_content_of_the_same_rows_is_not()
    {
        using var fixture = new Fixture();
        var random = TestSeed.Take().Random();
        var trades = Trades.Random(random, 120);
        await fixture.HistoryAsync(fixture.Border - 1, trades);
        var file = fixture.History.Files(fixture.Source, fixture.Border - 1).Single();
        var before = fixture.History.Fingerprint(fixture.Source, fixture.Border - 1);

        File.Move(file, file + ".copy");
        File.Copy(file + ".copy", file);
        File.Delete(file + ".copy");
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        Assert.IsNull(HistoryChange.Between(new HistoryDay("trades", 0), before,
            fixture.History.Fingerprint(fixture.Source, fixture.Border - 1)));

        await fixture.HistoryAsync(fixture.Border - 1,
            [.. trades.Select((t, i) => i == 0 ? t with { Serial = long.MaxValue } : t with { Serial = i })]);
        var change = HistoryChange.Between(new HistoryDay("trades", 0), before,
            fixture.History.Fingerprint(fixture.Source, fixture.Border - 1));
        Assert.AreEqual("trades 1970-01-01: changed part-0.parquet", change!.ToString());
        foreach (var read in before)
        {
            Assert.AreEqual(read, HistoryFile.Parse(read.ToString()));
        }
    }

    [TestMethod]
    public async Task Promoted_days_that_change_are_named_with_their_files_and_work_in_progress_is_not()
    {
        using var fixture = new Fixture();
        var random = TestSeed.Take().Random();
        foreach (var day in new[] { 1, 2, 3 })
        {
            await fixture.HistoryAsync(fixture.Border - day, Trades.Random(random, 20), "a.parquet");
            await fixture.HistoryAsync(fixture.Border - day, Trades.Random(random, 20), "b:c.parquet");
        }

        Assert.IsEmpty((await fixture.ReconcileAsync()).HistoryProblems);
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(random, 20), "_b.parquet");
        Assert.IsEmpty((await fixture.ReconcileAsync()).HistoryProblems);
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(random, 20), "b.parquet");
        Directory.Delete(Path.GetDirectoryName(fixture.History.Files(fixture.Source, fixture.Border - 2)[0])!, recursive: true);
        await fixture.HistoryAsync(fixture.Border - 3, Trades.Random(random, 20), "a.parquet");

        var outcome = await fixture.ReconcileAsync();

        Assert.AreEqual(ReconcileResult.NothingToDo, outcome.Result);
        var found = await fixture.AuditAsync();
        CollectionAssert.AreEqual(
            new[]
            {
                "trades 2024-02-28: changed a.parquet", "trades 2024-02-29: removed a.parquet, b:c.parquet",
                "trades 2024-03-01: added b.parquet",
            }, found.Changes.Select(c => c.ToString()).ToArray());
        CollectionAssert.AreEqual(found.Problems.ToArray(), outcome.HistoryProblems.ToArray());
        StringAssert.Contains(found.Problems[2], "trades 2024-03-01: added b.parquet. Compute it anew: backfill --rebuild");
        Assert.AreEqual(ReconcileResult.Promoted, (await fixture.ReconcileAsync(new PlanFilter { Rebuild = true })).Result);
        Assert.IsEmpty((await fixture.AuditAsync()).Problems);
        CollectionAssert.AreEqual(new[] { fixture.Border - 3, fixture.Border - 1 },
            (await fixture.CurrentAsync()).HistoryDays.Select(d => d.Day).ToArray());
    }

    [TestMethod]
    public async Task Files_from_the_border_on_are_counted_and_those_with_earlier_events_are_problems_by_their_footers_alone()
    {
        using var fixture = new Fixture();
        var until = Timestamps.ToDateTime(fixture.Source.HistoryUntil!.Value);
        await fixture.HistoryAsync(fixture.Border, Trades.Random(new Random(1), 3), "by-parquet-net.parquet");
        var folder = Path.GetDirectoryName(fixture.History.Files(fixture.Source, fixture.Border)[0])!;
        Write(Path.Combine(folder, "later.parquet"), [until, until.AddHours(1)]);
        Write(Path.Combine(folder, "early.parquet"), [until.AddHours(1), until.AddTicks(-10), until]);
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "no Parquet file");

        var found = await fixture.AuditAsync();

        Assert.AreEqual((4, 2), (found.Beyond.Files, found.Beyond.Unknown));
        Assert.AreEqual(
            "history of trades: dt=2024-03-02/early.parquet lies on or after the border 2024-03-02, so nobody reads its events "
            + "from before it. Move them to a folder before the border", found.Problems.Single());
        Assert.AreEqual(
            "history of trades: 4 files in folders from the border 2024-03-02 on are not read: the log owns those days; "
            + "of 2 files among them the footer does not tell whether there are events before it", found.Notes.Single());
    }

    [TestMethod]
    public async Task A_row_group_that_does_not_tell_makes_its_file_unknown_unless_another_tells_of_early_events()
    {
        using var fixture = new Fixture();
        var until = Timestamps.ToDateTime(fixture.Source.HistoryUntil!.Value);
        await fixture.HistoryAsync(fixture.Border, Trades.Random(new Random(1), 3), "by-parquet-net.parquet");
        var folder = Path.GetDirectoryName(fixture.History.Files(fixture.Source, fixture.Border)[0])!;
        Write(Path.Combine(folder, "empty.parquet"), []);
        DateTime[] times = [until.AddHours(1), until, until.AddHours(-1), until.AddHours(2)];
        foreach (var name in new[] { "a.parquet", "b.parquet" })
        {
            Write(Path.Combine(folder, name), times);
            FooterPatch.RemoveStatistics(Path.Combine(folder, name), times[2..]);
        }

        Write(Path.Combine(folder, "early.parquet"), times);
        FooterPatch.RemoveStatistics(Path.Combine(folder, "early.parquet"), times[..2]);

        var found = await fixture.AuditAsync();

        Assert.AreEqual((5, 3), (found.Beyond.Files, found.Beyond.Unknown), "of Parquet.Net's file nothing is known either");
        Assert.Contains("dt=2024-03-02/early.parquet lies on or after the border", found.Problems.Single());
    }

    [TestMethod]
    public async Task A_footer_that_is_damaged_is_unknown_and_stops_nothing()
    {
        using var fixture = new Fixture();
        var until = Timestamps.ToDateTime(fixture.Source.HistoryUntil!.Value);
        await fixture.HistoryAsync(fixture.Border, Trades.Random(new Random(1), 3), "by-parquet-net.parquet");
        var folder = Path.GetDirectoryName(fixture.History.Files(fixture.Source, fixture.Border)[0])!;
        Write(Path.Combine(folder, "far.parquet"), [until, until.AddHours(1)], ParquetSharp.TimeUnit.Millis);
        FooterPatch.ReplaceSmallest(Path.Combine(folder, "far.parquet"), Timestamps.FromDateTime(until) / 1000, long.MinValue);
        Write(Path.Combine(folder, "damaged.parquet"), [until, until.AddHours(1)]);
        FooterPatch.DamageColumn(Path.Combine(folder, "damaged.parquet"), "Time");

        Assert.AreEqual((3, 2), ((await fixture.AuditAsync()).Beyond.Files, (await fixture.AuditAsync()).Beyond.Unknown));
        Assert.Contains("far.parquet", (await fixture.AuditAsync()).Problems.Single());
    }

    private static void Write(string file, DateTime[] times, ParquetSharp.TimeUnit unit = ParquetSharp.TimeUnit.Micros)
    {
        var type = ParquetSharp.LogicalType.Timestamp(true, unit);
        using var writer = new ParquetSharp.ParquetFileWriter(file, [new ParquetSharp.Column<DateTime>("Time", type)]);
        foreach (var half in times.Chunk(2))
        {
            using var group = writer.AppendRowGroup();
            using var column = group.NextColumn().LogicalWriter<DateTime>();
            column.WriteBatch(half);
        }

        writer.Close();
    }
}
