using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Batch.Tests.Scheduling;

[TestClass]
public sealed class StepResultTests
{
    private static readonly LogPartition Partition = new("trades", 3);

    [TestMethod]
    public void Every_cause_of_a_difference_is_read_back_as_it_was()
    {
        DifferenceCause[] causes =
        [
            new MissingInStream(), new ExtraInStream(), new DifferentState(), new Duplicate(Layer.Batch), new OtherCode("1", "2"),
            new OtherDefinition(ulong.MaxValue, "job", "a", "b"), new MoreRows(100, 5), new NotYetRead(null, long.MaxValue),
                new NotYetRead(1, 2),
            new LedgerHole(), new NotInLedger(), new Unbalanced(Layer.Stream, new LedgerCounts(4, 1, 1, 1)),
            new LedgersDiffer(new LedgerCounts(4, 4, 0, 0), new LedgerCounts(4, 3, 1, 0)),
        ];
        var all = typeof(DifferenceCause).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(DifferenceCause))).Select(t => t.Name)
            .Order();
        CollectionAssert.AreEqual(all.ToList(), causes.Select(c => c.GetType().Name).Distinct().Order().ToList());
        foreach (var cause in causes)
        {
            var difference = new Difference("job", cause)
            {
                Keys = [new KeyText("symbol", "A\"B")],
                Columns = [new ColumnDifference("n", "1", "2")],
                Epochs = [new EpochId(Partition, 7)],
            };
            Assert.AreEqual(difference, StepResult.Read<Difference>(StepResult.Write(difference)));
        }
    }

    [TestMethod]
    public void A_planned_run_is_read_back_with_its_outcome()
    {
        var outcome = new ReconcileOutcome("job", ReconcileResult.Refused, 7, 3, 11, [new Difference("job", new LedgerHole())], [])
        {
            LedgerOnly = [new LogSlice(Partition, 1, 4)],
            Lost = "rows are gone",
            HistoryProblems = ["a day"],
        };
        var text = StepResult.Write(new PlannedRun(outcome, 7, 2, ["a", "b"], [], null));
        Assert.AreEqual(text, StepResult.Write(StepResult.Read<PlannedRun>(text)));
        var read = StepResult.Read<PlannedRun>(text)!.Outcome!;
        Assert.AreEqual((outcome.Result, outcome.Lost, outcome.LedgerOnly[0]), (read.Result, read.Lost, read.LedgerOnly[0]));
        Assert.AreEqual(outcome.Differences.Single(), read.Differences.Single());
    }
}
