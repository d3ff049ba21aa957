using Unified.Epochs;
using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Parity.Tests.Schedules;
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
            if (one.Plan.Source.HistoryUntil is null)
            {
                return;
            }

            var random = one.Random(Purpose.History);
            var options = one.Archived(random.Next(1, 9));
            HistoryFiles.Write(one, options, random, oracle);
            var run = new BatchRun(one, options, random, only: null);
            run.Run(() => { });

            using var events = EventBatches.From(one.Job.Borderless.Plan.Source, one.Accepted.Concat(one.Early).ToList());
            var fold = one.Job.Borderless.NewFold(EventOrigin.Log);
            fold.Add(events);
            using var rows = fold.Rows(changedOnly: false);
            var stream = OneRun.Run(one);
            Suite.AssertEqual(
                Facts.Of(new RowTable(one.Plan.Rows).Add(rows)),
                Facts.Of(run.Tables.MergeInto(stream.Merged(e => Ownership.StreamOwns(run.Manifest.Cut, e)))), "history and log");
            Assert.IsTrue(run.Tables.Ledger.All(l => l.Counts.Balanced), "ledgers of days");
            var owned = stream.Ledger.Where(l => Ownership.StreamOwns(run.Manifest.Cut, l.Key)).Select(l => l.Value).Concat(run.Tables.Ledger);
            Assert.AreEqual(fold.Counts.Emitted, owned.Sum(l => l.Counts.Emitted), "events counted");
        });
    }
}
