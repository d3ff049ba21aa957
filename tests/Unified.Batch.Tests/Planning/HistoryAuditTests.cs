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
        Assert.IsNull(HistoryChange.Between(0, before, fixture.History.Fingerprint(fixture.Source, fixture.Border - 1)));

        await fixture.HistoryAsync(fixture.Border - 1, [.. trades.Select((t, i) => i == 0 ? t with { Serial = long.MaxValue } : t with { Serial = i })]);
        Assert.AreEqual("1970-01-01: changed part-0.parquet", HistoryChange.Between(0, before, fixture.History.Fingerprint(fixture.Source, fixture.Border - 1))!.ToString());
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
            new[] { "2024-02-28: changed a.parquet", "2024-02-29: removed a.parquet, b:c.parquet", "2024-03-01: added b.parquet" }, found.Changes.Select(c => c.ToString()).ToArray());
        CollectionAssert.AreEqual(found.Problems.ToArray(), outcome.HistoryProblems.ToArray());
        StringAssert.Contains(found.Problems[2], "2024-03-01: added b.parquet. Compute it anew: backfill --rebuild");
        Assert.AreEqual(ReconcileResult.Promoted, (await fixture.ReconcileAsync(new PlanFilter { Rebuild = true })).Result);
        Assert.IsEmpty((await fixture.AuditAsync()).Problems);
        CollectionAssert.AreEqual(new[] { fixture.Border - 3, fixture.Border - 1 }, (await fixture.CurrentAsync()).HistoryDays.ToArray());
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
        Assert.AreEqual("history: dt=2024-03-02/early.parquet lies on or after the border 2024-03-02, so nobody reads its events from before it. Move them to a folder before the border", found.Problems.Single());
        Assert.AreEqual("history: 4 files in folders from the border 2024-03-02 on are not read: the log owns those days; of 2 files among them the footer does not tell whether there are events before it", found.Notes.Single());
    }

    [TestMethod]
    public void A_rebuild_cannot_be_narrowed_and_a_job_without_a_manifest_has_nothing_to_rebuild()
    {
        using var fixture = new Fixture();
        var empty = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version, fixture.Source.HistoryUntil);
        Assert.IsNull(fixture.Planner.Plan(fixture.Plan, empty, new PlanFilter { Rebuild = true }).Generation);
        Assert.ThrowsExactly<ArgumentException>(() => fixture.Planner.Plan(fixture.Plan, empty, new PlanFilter { Rebuild = true, FromDay = 3 }));
    }

    [TestMethod]
    public async Task A_rebuild_over_an_empty_dataset_is_refused_because_a_folder_that_is_not_mounted_looks_like_that()
    {
        using var fixture = new Fixture();
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(new Random(1), 20));
        await fixture.ReconcileAsync();
        Directory.Delete(Path.GetDirectoryName(fixture.History.Files(fixture.Source, fixture.Border - 1)[0])!, recursive: true);
        var refused = await Assert.ThrowsExactlyAsync<DataException>(() => fixture.ReconcileAsync(new PlanFilter { Rebuild = true }));
        Assert.Contains("cannot be rebuilt: 1 days of history are promoted, and the dataset", refused.Message);
        Assert.HasCount(1, (await fixture.CurrentAsync()).HistoryDays);
    }

    [TestMethod]
    public async Task A_rebuild_that_was_planned_while_another_writer_came_first_is_planned_again_and_not_called_nothing_to_do()
    {
        using var fixture = new Fixture();
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(TestSeed.Take().Random(), 20));
        await fixture.ReconcileAsync();
        fixture.Stores.OnCreate = async planned =>
        {
            fixture.Stores.OnCreate = _ => Task.CompletedTask;
            await fixture.Stores.AppendAsync(await fixture.CurrentAsync() with { Seq = planned.BaseSeq + 1, Id = Guid.CreateVersion7(), Promoted = 0 }, CancellationToken.None);
        };
        var outcome = await fixture.ReconcileAsync(new PlanFilter { Rebuild = true });
        Assert.AreEqual((ReconcileResult.Promoted, 3L), (outcome.Result, outcome.ManifestSeq));
        Assert.IsTrue(fixture.Stores.Promoted[^1].Rebuild);
    }

    [TestMethod]
    public async Task A_rebuild_takes_the_place_of_an_open_generation_and_is_finished_by_whichever_run_comes_next()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        await fixture.ReconcileAsync();
        await fixture.HistoryAsync(fixture.Border - 3, Trades.Random(new Random(2), 20));
        var open = await fixture.Reconciler.OpenAsync(fixture.Plan, null, CancellationToken.None);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        var rebuild = await fixture.Reconciler.OpenAsync(fixture.Plan, new PlanFilter { Rebuild = true }, CancellationToken.None);
        Assert.IsFalse(open.Generation!.Rebuild);
        Assert.IsTrue(rebuild.Generation!.Rebuild);
        var before = await fixture.CurrentAsync();
        var outcome = await fixture.ReconcileAsync();
        Assert.AreEqual((ReconcileResult.Promoted, rebuild.Generation.Id), (outcome.Result, outcome.Generation));
        Assert.AreEqual(before.Cut, (await fixture.CurrentAsync()).Cut, "a rebuild asks nothing new of the stream");
    }

    private static void Write(string file, DateTime[] times)
    {
        using var writer = new ParquetSharp.ParquetFileWriter(file, [new ParquetSharp.Column<DateTime>("Time", ParquetSharp.LogicalType.Timestamp(true, ParquetSharp.TimeUnit.Micros))]);
        foreach (var half in times.Chunk(2))
        {
            using var group = writer.AppendRowGroup();
            using var column = group.NextColumn().LogicalWriter<DateTime>();
            column.WriteBatch(half);
        }

        writer.Close();
    }
}
