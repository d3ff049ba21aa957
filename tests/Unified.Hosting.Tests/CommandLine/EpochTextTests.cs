using Unified.Epochs;
using Unified.Hosting.CommandLine;

namespace Unified.Hosting.Tests.CommandLine;

[TestClass]
public sealed class EpochTextTests
{
    [TestMethod]
    public void Epochs_are_told_as_ranges_with_their_number() => Assert.AreEqual(
        "6 epochs: partition 0: 6 to 8, 10; partition 3: 1, 1,500",
        EpochText.Ranges([new(3, 1), new(0, 8), new(0, 6), new(0, 7), new(0, 10), new(3, 1500), new(0, 6)]));

    [TestMethod]
    public void One_is_one_and_many_have_separators()
    {
        Assert.AreEqual("1 epoch: partition 2: 4", EpochText.Ranges([new EpochId(2, 4)]));
        Assert.AreEqual("1,234 rows", EpochText.Count(1234, "row"));
    }
}
