using System.Text.Json;
using Unified.Epochs;
using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Parity.Tests.Schedules;
using Unified.Streaming.Runtime;

namespace Unified.Parity.Tests.Tests;

/// <summary>Schedules that are wrong on purpose: a comparison that cannot fail proves nothing.</summary>
[TestClass]
public sealed class MutationTests
{
    [TestMethod]
    public void A_schedule_that_drops_one_event_is_noticed() => Mutate((one, random, log, at) =>
        OneRun.Run(one, With(one, log, [.. log.Entries.Where((_, i) => i != at)])));

    [TestMethod]
    public void A_schedule_that_counts_one_event_twice_is_noticed() => Mutate((one, random, log, at) =>
    {
        // In a gap, where no record is: what a reader sees that shows aborted data.
        var taken = log.Entries.Select(e => e.Offset).ToHashSet();
        var gap = Enumerable.Range(0, (int)log.End + 1).First(o => !taken.Contains(o));
        return OneRun.Run(one, With(one, log, [.. log.Entries.Append(log.Entries[at] with { Offset = gap }).OrderBy(e => e.Offset)]));
    });

    [TestMethod]
    public void A_schedule_that_restarts_in_the_middle_of_an_epoch_is_noticed() => Mutate((one, random, log, at) =>
    {
        var table = OneRun.Run(one, one.Log.Where(l => l != log));
        var stepper = new EpochStepper(one.Job.Program, log.Partition, 0);
        for (var i = 0; i <= at; i++)
        {
            stepper.Add(log.Entries[i].Record);
        }

        table.Store(stepper.Flush()!);
        // The successor begins where the first stopped instead of where its epoch begins, and its higher covered offset wins. The records
        // that it skips hold an event of a group that comes again, or the ledger alone shows it.
        stepper = new EpochStepper(one.Job.Program, log.Partition,
            one.Epochs(log.Partition).First(one.Epochs(log.Partition).Of(log.Entries[at].Offset)));
        foreach (var entry in log.Entries.Skip(at + 1))
        {
            stepper.Add(entry.Record);
        }

        stepper.AdvanceTo(log.End + 1);
        table.Store(stepper.Flush()!);
        return table;
    }, rowsToo: false);

    [TestMethod]
    public void A_value_that_is_off_by_one_is_noticed() => Mutate((one, random, log, at) =>
    {
        var event_ = log.Entries[at].Event! with
        {
            Symbol = "other",
            Venue = "other",
            Tax = 7777.77m,
            Price = 1.2345m,
            Time = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc)
        };
        var entries = log.Entries.ToArray();
        entries[at] = entries[at] with { Value = JsonSerializer.SerializeToUtf8Bytes(event_), Event = event_ };
        return OneRun.Run(one, With(one, log, entries));
    }, rowsToo: false);

    [TestMethod]
    public void A_cut_that_is_one_epoch_off_is_noticed()
    {
        var tried = 0;
        Suite.ForEach(one =>
        {
            var epoch = one.CompleteEpochs.Where(e => one.Reference.Epochs[e].Final != 0).Select(e => (EpochId?)e).LastOrDefault();
            if (epoch is not { } last)
            {
                return;
            }

            tried++;
            var all = Facts.Of(one.Reference.Merged(_ => true));
            Assert.IsNotNull(Facts.Difference(all, Facts.Of(one.Reference.Merged(e => e != last))), "an epoch that nobody owns");
            Assert.IsNotNull(Facts.Difference(all, Facts.Of(one.Reference.Merged(_ => true).Add(one.Reference.Epochs[last].Rows))),
                "an epoch that both own");
        });
        Assert.IsTrue(tried > 0 || Environment.GetEnvironmentVariable(Suite.CaseVariable) is not null);
    }

    [TestMethod]
    public void A_log_that_nobody_reads_is_noticed()
    {
        var tried = 0;
        Suite.ForEach(one =>
        {
            var all = Facts.Of(one.Reference.Merged(_ => true));
            foreach (var log in one.Reference.Epochs.Where(e => e.Value.Final != 0).Select(e => e.Key.Partition.Log).Distinct())
            {
                tried += one.Plan.Sources.Length > 1 ? 1 : 0;
                Assert.IsNotNull(Facts.Difference(all, Facts.Of(one.Reference.Merged(e => e.Partition.Log != log))), log);
            }
        });
        Assert.IsTrue(tried > 0 || Environment.GetEnvironmentVariable(Suite.CaseVariable) is not null);
    }

    [TestMethod]
    public void A_table_in_which_a_zombies_older_rows_win_is_noticed()
    {
        var (noticed, torn) = (0, 0);
        Suite.ForEach(one =>
        {
            var table = new StreamTable(one.Plan, lastInsertWins: true);
            Killed.Run(one, one.Random(Purpose.Kills), null, table, p => torn += Prefix.Violation(one.Reference, table, p) is null ? 0 : 1);
            noticed += Facts.Difference(one.Reference.StreamFacts(), table.StreamFacts()) is null ? 0 : 1;
        });
        Assert.IsTrue((noticed > 0 && torn > 0) || Environment.GetEnvironmentVariable(Suite.CaseVariable) is not null,
            $"{noticed} cases differ, {torn} reads were torn");
    }

    private static IEnumerable<PartitionLog> With(Case one, PartitionLog log, IReadOnlyList<Entry> entries) =>
        one.Log.Select(l => l == log ? log with { Entries = entries } : l);

    /// <summary>Runs a wrong schedule on an event that counts, in every case that has one, and asserts that each is noticed.</summary>
    private static void Mutate(Func<Case, Random, PartitionLog, int, StreamTable> wrong, bool rowsToo = true) => Suite.ForEach(one =>
    {
        var random = one.Random(Purpose.Mutation);
        var counted = one.Log.SelectMany(l => l.Entries.Select((e, i) => (Log: l, Index: i, e.Offset)))
            .Where(x => Emitted(one, x.Log.Partition, x.Offset)).ToArray();
        if (counted.Length == 0)
        {
            return;
        }

        var (log, at, _) = counted[random.Next(counted.Length)];
        var (expected, found) = (one.Reference.StreamFacts(), wrong(one, random, log, at).StreamFacts());
        Assert.IsNotNull(Facts.Difference(expected, found), $"partition {log.Partition} entry {at}");
        if (rowsToo)
        {
            Assert.IsNotNull(Facts.Difference(expected.Rows(), found.Rows()), $"rows of partition {log.Partition} entry {at}");
            Assert.IsNotNull(Facts.Difference(expected.Ledgers(), found.Ledgers()), $"ledgers of partition {log.Partition} entry {at}");
        }
    });

    private static bool Emitted(Case one, LogPartition partition, long offset)
    {
        var epoch = one.Reference.Epochs[new EpochId(partition, one.Epochs(partition).Of(offset))];
        return epoch.Counts(offset + 1).Emitted > epoch.Counts(offset).Emitted;
    }
}
