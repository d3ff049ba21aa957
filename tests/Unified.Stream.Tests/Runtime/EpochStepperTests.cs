using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Physical;
using Unified.Plans;
using Unified.Streaming.Decoding;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Runtime;

[TestClass]
public sealed class EpochStepperTests
{
    private static readonly LogPartition Partition = new("trades", 2);

    private static readonly StageProgram[] Programs =
    [
        .. new Job[] { new HourlyTrades(), new SideTotals(), new FragileTotals() }.Select(j => StageProgram.Compile(JobPlan.Create(j))),
    ];

    [TestMethod]
    public void Rows_do_not_depend_on_flushes_kills_replays_or_zombies()
    {
        var seed = TestSeed.Take();
        for (var testCase = 0; testCase < 60; testCase++)
        {
            var random = seed.Random(testCase);
            var program = Programs[testCase % Programs.Length];
            var log = MemoryLog.Random(random, random.Next(1, 700));
            var expected = log.Expected(program, Partition).Print();
            var tables = new MemoryTables(program.Plan);
            long committed = 0;
            PartitionFlush? late = null;
            var killed = random.Next(1, 6);
            while (true)
            {
                var stepper = new EpochStepper(program, Partition, committed);
                var end = killed-- > 0 ? random.NextInt64(committed, log.End + 1) : log.End;
                foreach (var record in log.Records.Where(r => r.Offset >= committed && r.Offset < end))
                {
                    stepper.Add(MemoryLog.Record(record));
                    if (random.Next(40) == 0 && stepper.Flush() is { } flush)
                    {
                        // A zombie's flush arrives long after those of its successor.
                        late = random.Next(4) == 0 ? flush : late;
                        tables.Store(flush);
                        committed = random.Next(3) == 0 ? committed : flush.RestartAt;
                    }
                }

                if (end == log.End)
                {
                    stepper.AdvanceTo(log.End);
                    if (stepper.Flush() is { } last)
                    {
                        tables.Store(last);
                    }

                    break;
                }

                if (late is not null)
                {
                    tables.Store(late);
                }
            }

            Assert.AreEqual(expected, tables.Print(), $"case {testCase}");
            Assert.AreEqual(log.Records.Count, tables.Counts.Read);
        }
    }

    [TestMethod]
    public void A_complete_epoch_covers_its_end_although_its_last_offsets_have_no_records()
    {
        var stepper = new EpochStepper(Programs[0], Partition, 0);
        stepper.Add(new LogRecord(10, Records.With("x", null)));
        var first = stepper.Flush()!;
        Assert.AreEqual((11L, 0L), (first.Epochs.Single().Ledger.Covered, first.RestartAt));
        stepper.AdvanceTo(64);
        var second = stepper.Flush()!;
        Assert.AreEqual((64L, 64L), (second.Epochs.Single().Ledger.Covered, second.RestartAt));
        Assert.AreEqual(0, second.Epochs.Single().Rows.Length);
        Assert.AreEqual(new LedgerCounts(1, 1, 0, 0), second.Epochs.Single().Ledger.Counts);
        Assert.IsNull(stepper.Flush());
    }

    [TestMethod]
    public void Rows_that_cover_less_than_the_ledger_wait_until_they_cover_as_much()
    {
        var stored = new StoredPartition(
            Partition, new EpochLength(64), Cut.Zero, [new StoredEpoch(new EpochLedger(new EpochId(Partition, 0), 20, default), 0)]);
        var stepper = new EpochStepper(Programs[0], Partition, 0, stored);
        stepper.Add(new LogRecord(10, Records.With("x", null)));
        stepper.Add(new LogRecord(11, Records.Utf8("nonsense")));
        var first = stepper.Flush()!;
        Assert.AreEqual((0, 1, 0L), (first.Epochs.Length, first.Quarantined.Length, first.Covered));
        stepper.Add(new LogRecord(19, Records.With("x", null)));
        var second = stepper.Flush()!;
        Assert.AreEqual((20L, 1, 20L), (second.Epochs.Single().Ledger.Covered, second.Epochs.Single().Rows.Length, second.Covered));
        Assert.AreEqual(new LedgerCounts(3, 2, 0, 1), second.Epochs.Single().Ledger.Counts);
    }

    [TestMethod]
    public void An_epoch_that_is_stored_is_passed_and_nothing_of_it_is_given_out()
    {
        var stepper = new EpochStepper(Programs[0], Partition, 0);
        stepper.PassOver();
        stepper.Add(new LogRecord(70, Records.With("x", null)));
        var flush = stepper.Flush()!;
        Assert.AreEqual((1L, 71L, 64L), (flush.Epochs.Single().Ledger.Epoch.Epoch, flush.Covered, flush.RestartAt));
        Assert.ThrowsExactly<InternalException>(stepper.PassOver);
    }

    [TestMethod]
    public void Epochs_without_records_have_a_ledger_too()
    {
        var stepper = new EpochStepper(Programs[0], Partition, 64);
        stepper.AdvanceTo(300);
        var flush = stepper.Flush()!;
        CollectionAssert.AreEqual(new long[] { 128, 192, 256, 300 }, flush.Epochs.Select(e => e.Ledger.Covered).ToArray());
        Assert.IsTrue(flush.Epochs.All(e => e.Ledger.Counts == default));
        Assert.AreEqual(256, flush.RestartAt);
    }

    [TestMethod]
    public void A_record_that_comes_again_is_not_counted_again()
    {
        var stepper = new EpochStepper(Programs[0], Partition, 0);
        stepper.Add(new LogRecord(3, Records.With("x", null)));
        stepper.Add(new LogRecord(3, Records.With("x", null)));
        stepper.Add(new LogRecord(1, Records.With("x", null)));
        Assert.AreEqual(1, stepper.Flush()!.Epochs.Single().Ledger.Counts.Read);
    }

    [TestMethod]
    public void An_end_that_is_told_late_takes_nothing_back()
    {
        var stepper = new EpochStepper(Programs[0], Partition, 0);
        stepper.Add(new LogRecord(70, Records.With("x", null)));
        stepper.AdvanceTo(66);
        stepper.AdvanceTo(3);
        Assert.AreEqual(71, stepper.Position);
        stepper.Add(new LogRecord(70, Records.With("x", null)));
        Assert.AreEqual(1, stepper.Read);
    }

    [TestMethod]
    public void An_epoch_that_was_begun_is_not_taken_from_the_archive_too()
    {
        var log = MemoryLog.Random(TestSeed.Take().Random(), 64, gaps: false);
        var stepper = new EpochStepper(Programs[0], Partition, 0);
        stepper.Add(new LogRecord(0, Records.With("x", null)));
        Assert.ThrowsExactly<InternalException>(() => stepper.AddArchived(new MemoryArchive(Records.Source, Partition, log)));
    }

    [TestMethod]
    public void Bad_records_and_events_that_cannot_be_computed_are_quarantined_with_offset_and_reason()
    {
        var stepper = new EpochStepper(Programs[2], Partition, 0);
        stepper.Add(new LogRecord(5, Records.With("Quantity", "0")));
        stepper.Add(new LogRecord(6, Records.Utf8("nonsense")));
        var flush = stepper.Flush()!;
        var byOffset = flush.Quarantined.OrderBy(q => q.Offset).ToArray();
        Assert.AreEqual((Partition, 5L, "fragile_totals", true),
            (byOffset[0].Partition, byOffset[0].Offset, byOffset[0].Job, byOffset[0].Raw.IsEmpty));
        Assert.AreEqual((6L, "", "the value is not JSON at line 1, byte 2: nonsense", "nonsense"),
            (byOffset[1].Offset, byOffset[1].Job, byOffset[1].Reason, System.Text.Encoding.UTF8.GetString(byOffset[1].Raw.Span)));
        Assert.AreEqual(new LedgerCounts(2, 0, 0, 2), flush.Epochs.Single().Ledger.Counts);
    }

    [TestMethod]
    public void Reading_never_starts_inside_an_epoch() =>
        Assert.ThrowsExactly<InternalException>(() => new EpochStepper(Programs[0], Partition, 65));

    [TestMethod]
    public void An_epoch_from_the_archive_is_the_same_as_from_the_log()
    {
        var log = MemoryLog.Random(TestSeed.Take().Random(), 64, gaps: false);
        var program = Programs[0];
        var stepper = new EpochStepper(program, Partition, 0);
        stepper.AddArchived(new MemoryArchive(Records.Source, Partition, log));
        var tables = new MemoryTables(program.Plan);
        tables.Store(stepper.Flush()!);
        Assert.AreEqual(log.Expected(program, Partition).Print(), tables.Print());
    }
}
