using System.Collections.Immutable;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Schema;

/// <summary>What is written to a stored table is read from it, every column.</summary>
[TestClass]
public sealed class TableTests
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.Zero).AddMicroseconds(456_789);
    private static readonly VersionKey Key = new("a 'job'", "0123456789ab");

    [TestMethod]
    public async Task A_manifest_has_all_that_it_had()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var manifest = Manifest.Empty(Key.Job, Key.Version) with
        {
            Seq = 7,
            Id = Guid.CreateVersion7(),
            Days = ImmutableSortedDictionary<int, ulong>.Empty.Add(-1, ulong.MaxValue).Add(19_000, 5),
            Cut = Cut.Zero.With(new LogPartition("a", 0), 3).With(new LogPartition("a.b", 12), long.MaxValue),
            Origin = Cut.Zero.With(new LogPartition("a", 0), 2),
            HistoryDays = [new HistoryDay("a", -3), new HistoryDay("a", 4), new HistoryDay("a.b", 4)],
            HistoryFiles = ImmutableSortedDictionary<HistoryDay,
                ulong>.Empty.Add(new HistoryDay("a", 4), 8).Add(new HistoryDay("a.b", 4), 9),
            HistoryUntil = ImmutableSortedDictionary<string, long>.Empty.Add("a", -5),
            Logs = ImmutableSortedDictionary<string, string>.Empty.Add("a", "Zm9v_-x"),
            KeptFrom = -40,
            Code = "code",
            Created = Time,
            Who = "Zoë",
            Why = "a\n'reason' \\ \"quoted\"",
            Promoted = 11,
        };
        var read = await RoundTripAsync(world, ManifestTable.Table, manifest);
        Assert.AreEqual(manifest.HistoryDays.Count, read.HistoryDays.Intersect(manifest.HistoryDays).Count);
        CollectionAssert.AreEqual(manifest.Days, read.Days);
        CollectionAssert.AreEqual(manifest.HistoryFiles, read.HistoryFiles);
        CollectionAssert.AreEqual(manifest.HistoryUntil, read.HistoryUntil);
        CollectionAssert.AreEqual(manifest.Logs, read.Logs);
        Assert.AreEqual(manifest, read with
        {
            Days = manifest.Days,
            HistoryDays = manifest.HistoryDays,
            HistoryFiles = manifest.HistoryFiles,
            HistoryUntil = manifest.HistoryUntil,
            Logs = manifest.Logs,
        });
        Assert.IsNull((await RoundTripAsync(world, ManifestTable.Table, manifest with { Seq = 8, KeptFrom = null })).KeptFrom);
    }

    [TestMethod]
    public async Task Ledgers_slices_claims_files_and_generations_have_all_that_they_had()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var ledger = new EpochLedger(new EpochId(new LogPartition("a.b", LogPartition.History), -7), 5,
            new LedgerCounts(10, 1, 2, 7))
        { Foreign = 3, Rows = 4 };
        await SameAsync(world, LedgerTable.Table, new LedgerEntry(Key, LedgerTable.BatchLayer, ulong.MaxValue, ledger, "code"));

        var slice = new StagedSlice(Key, 9, "log:a:0:1:2", "attempt", 12, Time, ["1:f:a,b", "2::"]);
        CollectionAssert.AreEqual(slice.Files.ToArray(), (await RoundTripAsync(world, SliceTable.Table, slice)).Files.ToArray());
        await SameAsync(world, SliceTable.Table, slice, read => read with { Files = slice.Files });

        var claim = new RowClaim(Key, "rollback", Guid.CreateVersion7(), [(1, -2), (ulong.MaxValue, 3)],
            Cut.Zero.With(new LogPartition("a", 3), 4), Time, Over: true);
        var claimed = await RoundTripAsync(world, ClaimTable.Table, claim);
        CollectionAssert.AreEqual(claim.Batch, claimed.Batch);
        Assert.AreEqual(claim.Cut, claimed.Cut);
        Assert.AreEqual(claim, claimed with { Batch = claim.Batch, Cut = claim.Cut });

        var day = new PromotedDay(Key, 5, new HistoryDay("a", -2), ["1:f:x"]);
        CollectionAssert.AreEqual(day.Files.ToArray(), (await RoundTripAsync(world, HistoryTable.Table, day)).Files.ToArray());
        await SameAsync(world, HistoryTable.Table, day, read => read with { Files = day.Files });

        var generation = new Generation
        {
            Id = 3,
            Job = Key.Job,
            Version = Key.Version,
            BaseSeq = 2,
            Rebuild = true,
            Slices = [new HistorySlice("a", 3), new LogSlice(new LogPartition("a", 1), 2, 4)]
        };
        var stored = await RoundTripAsync(world, GenerationTable.Table, new StoredGeneration(generation, true, Time));
        CollectionAssert.AreEqual(generation.Slices, stored.Generation.Slices);
        Assert.AreEqual(new StoredGeneration(generation, true, Time),
            stored with { Generation = stored.Generation with { Slices = generation.Slices } });
    }

    [TestMethod]
    public async Task A_quarantined_record_keeps_every_byte_and_its_first_sighting()
    {
        using var world = await World.CreateAsync(new TagTotals());
        byte[] raw = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var record = new StoredRecord(new QuarantinedRecord(new LogPartition("a", 2), 17, "", "'reason' \u0000 ü", raw), Time);
        await QuarantineTable.Table.InsertAsync(world.Database, [record with { FirstSeen = Time.AddDays(1) }], CancellationToken.None);
        var read = await RoundTripAsync(world, QuarantineTable.Table, record);
        CollectionAssert.AreEqual(raw, read.Record.Raw.ToArray());
        Assert.AreEqual(record, read with { Record = read.Record with { Raw = record.Record.Raw } });
        Assert.AreEqual(256, await world.CountAsync($"SELECT length(raw) FROM {world.Database.Table(QuarantineTable.Table.Name)} FINAL"));
    }

    private static async Task SameAsync<T>(World world, Table<T> table, T row, Func<T, T>? withLists = null) =>
        Assert.AreEqual(row, (withLists ?? (read => read))(await RoundTripAsync(world, table, row)));

    private static async Task<T> RoundTripAsync<T>(World world, Table<T> table, T row)
    {
        await table.InsertAsync(world.Database, [row], CancellationToken.None);
        var rows = await table.ReadAsync(world.Database, table.Any(c => c.Name == "seq") ? "1 ORDER BY seq" : "1", CancellationToken.None);
        return rows[^1];
    }
}
