using Unified.Definition;
using Unified.Epochs;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Rows;

[TestClass]
public sealed class ViewTests
{
    [TestMethod]
    public async Task The_views_of_a_windowed_job_finish_every_aggregate_as_plain_objects_do()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(1500);
        await StreamAsync(world, log);
        var expected = Expected.PlaceHours(log.Events);
        CollectionAssert.AreEqual(expected.ToArray(), (await world.AnswerAsync()).ToArray());
        CollectionAssert.AreEqual(expected.ToArray(), (await world.AnswerAsync(ViewKind.Scan)).ToArray());
        Assert.AreEqual(log.Events.LongCount(r => r.Value != 13),
            await world.CountAsync($"SELECT sum(epoch__n) FROM {world.Names.PublicView(ViewKind.Rows)}"));
    }

    [TestMethod]
    public async Task The_views_of_a_lifetime_job_group_nulls_and_empty_texts_apart()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(500);
        await StreamAsync(world, log);
        CollectionAssert.AreEqual(Expected.TagTotals(log.Events).ToArray(), (await world.AnswerAsync()).ToArray());
        CollectionAssert.AreEqual(Expected.TagTotals(log.Events).ToArray(), (await world.AnswerAsync(ViewKind.Scan)).ToArray());
    }

    [TestMethod]
    public async Task Every_view_reads_the_manifest_once_and_the_stream_first_and_final()
    {
        // Another order loses rows, rarely and silently; no test of reading can be relied on to see it.
        foreach (var job in new Job[] { new PlaceHours(), new TagTotals(), new PlaceSlides(), new PlaceSpans(), new PlaceSessions() })
        {
            var world = await World.CreateAsync(job);
            foreach (var kind in Enum.GetValues<ViewKind>())
            {
                var sql = ViewSql.Select(world.Plan, world.Names, kind, ManifestSource.Newest(world.Database, world.Plan));
                var text = $"{world.Plan.Job} {kind}: {sql}";
                Assert.HasCount(2, sql.Split(ManifestTable.Table.Name), text);
                Assert.IsLessThan(sql.IndexOf(world.Names.Batch, StringComparison.Ordinal),
                    sql.IndexOf($"FROM {world.Names.Stream} FINAL", StringComparison.Ordinal), text);
                // The days that are open need no merge; every row that counts does, and only on days of the answer's own epochs.
                var reads = sql.Split($"FROM {world.Names.Stream} ").Skip(1).ToArray();
                Assert.AreEqual(1, reads.Count(r => r.StartsWith("FINAL", StringComparison.Ordinal)), text);
                const string Owned = "WHERE ((_log = 'readings' AND _epoch >= m.2[1])) AND _epoch >= (m.1)[_partition]";
                Assert.IsTrue(reads.All(r => r.Replace("FINAL ", "", StringComparison.Ordinal)
                    .StartsWith(Owned, StringComparison.Ordinal)), text);
                if (reads.Length > 1)
                {
                    Assert.HasCount(4, sql.Split("has((SELECT groupUniqArray("),
                        "both layers are cut by the same days, three times: " + text);
                }
            }

            world.Dispose();
        }
    }

    [TestMethod]
    public async Task A_view_without_rows_is_empty()
    {
        foreach (var job in new Job[] { new PlaceHours(), new PlaceSlides(), new PlaceSpans(), new Bursts() })
        {
            using var world = await World.CreateAsync(job);
            foreach (var kind in Enum.GetValues<ViewKind>())
            {
                Assert.IsEmpty(await world.AnswerAsync(kind));
            }
        }
    }

    internal static Task StreamAsync(World world, ReadingLog log) => world.Tables.UpsertAsync(world.Plan,
    [
        .. Enumerable.Range(0, Readings.Partitions).SelectMany(p =>
            ReadingLog.LongRange(0, world.Plan.Sources[0].Epochs.Of(log.Next(p)) + 1)
            .Select(e => log.Rows(world.Program, new EpochId(Readings.P(p), e), log.Next(p)))),
    ], CancellationToken.None);
}
