using Unified.Batch.Tests.Fakes;
using Unified.Epochs;
using Unified.Physical;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Native;

/// <summary>A job of two logs with other partitions and other epochs, one of which has history.</summary>
[TestClass]
public sealed class SeveralSourcesTests
{
    [TestMethod]
    public async Task Every_epoch_of_every_log_has_a_ledger_of_its_own_length_and_the_rows_are_those_of_each_log_merged()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 10; i++)
        {
            var random = seed.Random(i);
            using var fixture = new Fixture(epochsPerSlice: random.Next(1, 4), job: new MarketDays());
            var files = await MarketFiles.WriteAsync(fixture, random);

            var generation = (await fixture.ReconcileAsync()).Generation;

            var ledger = fixture.Stores.Slices.Values.SelectMany(s => s.Ledger).ToDictionary(l => l.Epoch);
            foreach (var (epoch, events) in files.Epochs)
            {
                Assert.AreEqual(events.Count, ledger[epoch].Counts.Read, $"case {i}: {epoch}");
                Assert.AreEqual(fixture.Plan.Source(epoch.Partition).Epochs.End(epoch.Epoch), ledger[epoch].Covered, $"case {i}: {epoch}");
            }

            foreach (var (day, events) in files.Days)
            {
                var of = new EpochId(new LogPartition(day.Log, LogPartition.History), day.Day);
                Assert.AreEqual(events.Count, ledger[of].Counts.Read, $"case {i}: {day}");
            }

            Assert.HasCount(files.Epochs.Count + files.Days.Count, ledger, $"case {i}");
            Assert.AreEqual(Expected(fixture, files).ToString(), fixture.Stores.Merged(fixture.Plan, generation).ToString(), $"case {i}");
        }
    }

    [TestMethod]
    public async Task Epochs_of_any_logs_in_any_order_are_computed_again_as_their_slices_were()
    {
        using var fixture = new Fixture(job: new MarketDays());
        var random = TestSeed.Take().Random();
        var files = await MarketFiles.WriteAsync(fixture, random);
        await fixture.ReconcileAsync();
        var ledger = fixture.Stores.Slices.Values.SelectMany(s => s.Ledger).ToDictionary(l => l.Epoch);
        var slices = fixture.Stores.Slices.Where(s => s.Key.Slice.StartsWith("log:", StringComparison.Ordinal));
        var expected = slices.Aggregate(new RowTable(fixture.Plan.Rows), (rows, s) => rows.Add(s.Value.Rows));

        var again = new RowTable(fixture.Plan.Rows);
        foreach (var epoch in fixture.Runner.RecomputeEpochs(fixture.Plan, files.Epochs.Keys.OrderBy(_ => random.Next())))
        {
            Assert.AreEqual(ledger[epoch.Ledger.Epoch] with
            {
                Rows = epoch.Rows.Length,
                RowsCovered = epoch.Rows.Length > 0 ? epoch.Ledger.Covered : 0,
            }, epoch.Ledger);
            again.Add(epoch.Rows);
        }

        Assert.AreEqual(expected.ToString(), again.ToString());
    }

    private static RowTable Expected(Fixture fixture, MarketFiles files)
    {
        var program = StageProgram.Compile(fixture.Plan);
        var rows = new RowTable(fixture.Plan.Rows);
        var epochs = files.Epochs.Select(e => (e.Key.Partition, EventOrigin.Log, e.Value));
        var days = files.Days.Select(d => (new LogPartition(d.Key.Log, LogPartition.History), EventOrigin.History, d.Value));
        foreach (var (partition, origin, events) in epochs.Concat(days))
        {
            var run = program.Open(partition, origin, StageState.Empty);
            run.Add(EventBatches.From(fixture.Plan.Source(partition), events));
            rows.Add(run.Rows(changedOnly: false));
        }

        return rows;
    }
}
