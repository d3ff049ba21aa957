using Unified.TestKit;

namespace Unified.Hosting.Tests.CommandLine;

[TestClass]
[DoNotParallelize]
public sealed class RedecodeTests
{
    [TestMethod]
    public async Task An_archive_without_epochs_is_as_it_should_be()
    {
        using var folder = new TempFolder();
        var run = await CommandRun.OnClickHouseAsync(folder.Path, "archive", "--redecode");
        Assert.AreEqual((0, "orders: every archived epoch has the columns of today"), (run.Code, run.Output.Trim()), run.Error);
    }

    [TestMethod]
    public async Task Every_file_that_cannot_be_decoded_is_named_and_none_keeps_the_next_from_its_turn()
    {
        using var folder = new TempFolder();
        string[] files = ["e=000000000000.parquet", "e=000000000001.parquet"];
        var partition = Directory.CreateDirectory(Path.Combine(folder.Path, "archive", "orders", "p=00000"));
        foreach (var file in files)
        {
            await File.WriteAllTextAsync(Path.Combine(partition.FullName, file), "no Parquet");
        }

        var run = await CommandRun.OnClickHouseAsync(folder.Path, "archive", "--redecode");
        Assert.AreEqual((3, "orders: 0 epochs decoded again, 2 refused"), (run.Code, run.Output.Trim()), run.Error);
        foreach (var file in files)
        {
            Assert.Contains(file, run.Error);
        }
    }
}
