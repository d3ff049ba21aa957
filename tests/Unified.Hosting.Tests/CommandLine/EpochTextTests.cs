using Unified.Epochs;
using Unified.Hosting.CommandLine;

namespace Unified.Hosting.Tests.CommandLine;

[TestClass]
public sealed class EpochTextTests
{
    [TestMethod]
    public void Epochs_are_told_as_ranges_with_their_number() => Assert.AreEqual(
        "6 epochs: bids partition 0: 6 to 8, 10; bids partition 3: 1, 1,500",
        EpochText.Ranges([Bids(3, 1), Bids(0, 8), Bids(0, 6), Bids(0, 7), Bids(0, 10), Bids(3, 1500), Bids(0, 6)]));

    [TestMethod]
    public void One_is_one_and_many_have_separators()
    {
        Assert.AreEqual("1 epoch: bids partition 2: 4", EpochText.Ranges([Bids(2, 4)]));
        Assert.AreEqual("1,234 rows", EpochText.Count(1234, "row"));
    }

    private static EpochId Bids(int partition, long epoch) => new(new LogPartition("bids", partition), epoch);
}
