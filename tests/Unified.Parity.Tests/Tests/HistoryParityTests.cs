using Unified.Epochs;
using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Parity.Tests.Schedules;
using Unified.Physical;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Parity.Tests.Tests;

[TestClass]
public sealed class HistoryParityTests
{
    [TestMethod]
    public void History_and_log_count_every_event_once_although_both_have_events_of_the_other()
    {
        using var oracle = new DuckDbOracle();
        Suite.ForEach(one =>
        {
            if (one.Plan.Sources.All(s => s.HistoryUntil is null))
            {
                return;
            }

            var random = one.Random(Purpose.History);
            var options = one.Archived(random.Next(1, 9));
            HistoryFiles.Write(one, options, random, oracle);
            var run = new BatchRun(one, options, random, only: null);
            run.Run(() => { });

            var (all, emitted) = Borderless(one);
            var stream = OneRun.Run(one);
            var answer = run.Tables.MergeInto(stream.Merged(e => Ownership.StreamOwns(run.Manifest.Cut, e)));
            Suite.AssertEqual(Answers.Of(one.Plan, all), Answers.Of(one.Plan, answer), "history and log");
            Assert.IsTrue(run.Tables.Ledger.All(l => l.Counts.Balanced), "ledgers of days");
            var owned = stream.Ledger.Where(l => Ownership.StreamOwns(run.Manifest.Cut, l.Key)).Select(l => l.Value)
                .Concat(run.Tables.Ledger);
            Assert.AreEqual(emitted, owned.Sum(l => l.Counts.Emitted), "events counted");
        });
    }

    /// <summary>All events of all sources, each once, in a world that has no history.</summary>
    private static (RowTable Rows, long Emitted) Borderless(Case one)
    {
        var (all, emitted) = (new RowTable(one.Plan.Rows), 0L);
        foreach (var source in one.Job.Borderless.Plan.Sources)
        {
            using var events = EventBatches.From(source, one.Events(source).ToList());
            var fold = one.Job.Borderless.Open(source.Partition(0), EventOrigin.Log, StageState.Empty);
            fold.Add(events);
            emitted += fold.Counts.Emitted;
            using var rows = fold.Rows(changedOnly: false);
            all.Add(rows);
        }

        return (all, emitted);
    }
}
