using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Core.Tests.Contracts;

[TestClass]
public sealed class ArchiveLayoutTests
{
    [TestMethod]
    public void The_numbers_of_epochs_and_partitions_are_read_back_from_their_paths_in_order()
    {
        long[] epochs = [0, 1, 42, 999_999_999_999, 1_000_000_000_000, long.MaxValue];
        CollectionAssert.AreEqual(epochs, ArchiveLayout.Epochs(epochs.Reverse()
            .Select(e => ArchiveLayout.File("root", new EpochId(new("trades", 3), e)))).ToArray());
        int[] partitions = [0, 7, 99_999, 100_000, int.MaxValue];
        CollectionAssert.AreEqual(partitions, ArchiveLayout.Partitions(
            "trades", partitions.Reverse().Select(p => ArchiveLayout.Folder("root", new LogPartition("trades", p)))).Select(p => p.Number)
                .ToArray());
    }

    [TestMethod]
    [DataRow("e=000000000042.quarantine.parquet")]
    [DataRow(".e=000000000042.parquet.0123456789abcdef0123456789abcdef.tmp")]
    [DataRow("e=000000000042.parquet.tmp")]
    [DataRow("e=42.parquet")]
    [DataRow("e=0000000000042.parquet")]
    [DataRow("e=-00000000042.parquet")]
    [DataRow("e=99999999999999999999.parquet")]
    [DataRow("x=000000000042.parquet")]
    [DataRow("000000000042.parquet")]
    [DataRow("")]
    public void A_file_with_another_name_is_no_epoch(string name) => Assert.IsEmpty(ArchiveLayout.Epochs([name]));

    [TestMethod]
    [DataRow("p=3")]
    [DataRow("p=000003")]
    [DataRow("p=0000x")]
    [DataRow("p=-0003")]
    [DataRow("p=9999999999")]
    [DataRow("00003")]
    [DataRow("lost+found")]
    public void A_folder_with_another_name_is_no_partition(string name) => Assert.IsEmpty(ArchiveLayout.Partitions("trades", [name]));
}
