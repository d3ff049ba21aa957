using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Core.Tests.Contracts;

[TestClass]
public sealed class DifferenceTextTests
{
    private static readonly LogPartition First = new("flights", 0);

    private static readonly Difference Row = new("delays", new DifferentState())
    {
        Keys = [new KeyText("origin", "ORD"), new KeyText("day", "2001-04-10", IsWindow: true)],
        Columns = [new ColumnDifference("n", "951", "950"), new ColumnDifference("worst", "7", new string('9', 200))],
        Epochs = [.. Enumerable.Range(4, 3).Select(e => new EpochId(First, e)), new EpochId(First, 9),
            new EpochId(new LogPartition("weather", 2), 10)],
    };

    [TestMethod]
    public void A_row_is_named_by_key_window_epochs_columns_and_cause() => Assert.AreEqual(
        "job delays: key origin=ORD, window day=2001-04-10, flights partition 0 epochs 4 to 6; flights partition 0 epoch 9; weather "
            + "partition 2 epoch 10: "
        + $"column n is 951 in the stream and 950 in the batch, column worst is 7 in the stream and {new string('9', 120)}... in the batch "
        + "(different state: corrupted or computed by other code)", Row.Message);

    [TestMethod]
    public void A_row_of_one_layer_is_told_with_its_values() => Assert.AreEqual(
        "job delays: key origin=ORD, no single epoch: the row is in the batch (n = 950) and not in the stream (missing in stream: lost, "
            + "or written under another key)",
        (Row with { Cause = new MissingInStream(), Keys = [Row.Keys[0]], Columns = [new ColumnDifference("n", null, "950")], Epochs = [] })
            .Message);

    [TestMethod]
    public void A_generation_whose_rows_are_wrong_is_given_up() => StringAssert.EndsWith(
        (Row with { Wrong = new WrongGeneration(17, Rebuild: false) }).Message,
        ". Computed again from the archive, these epochs are as the stream has them: generation 17 is wrong. "
        + "Give it up, and the next run computes it anew: backfill --give-up");

    [TestMethod]
    public void A_long_list_of_epochs_is_counted() => StringAssert.Contains(
        (Row with { Epochs = [.. Enumerable.Range(0, 20).Select(e => new EpochId(First, 2 * e))] }).Message,
            "flights partition 0 epoch 14 and 12 more: ");

    [TestMethod]
    public void Differences_of_equal_facts_are_equal() =>
        Assert.AreEqual(Row, Row with { Epochs = [.. Row.Epochs], Keys = [.. Row.Keys], Cause = new DifferentState() });
}
