using Unified.Batch.Tests.Fakes;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.TestKit.Events;
using Unified.Time;

namespace Unified.Batch.Tests.Parquet;

[TestClass]
public sealed class HistoryDatasetTests
{
    [TestMethod]
    public async Task Days_are_folders_with_files_that_are_nobodys_work_in_progress()
    {
        using var fixture = new Fixture();
        await fixture.HistoryAsync(fixture.Border - 2, Trades.Random(new Random(1), 1));
        await fixture.HistoryAsync(fixture.Border - 9, Trades.Random(new Random(1), 1));
        await fixture.HistoryAsync(fixture.Border - 5, Trades.Random(new Random(1), 1), "_temporary.parquet");
        Directory.CreateDirectory(Path.Combine(fixture.Options.DataRoot, fixture.Source.History!, "_SUCCESS"));
        CollectionAssert.AreEqual(new[] { fixture.Border - 9, fixture.Border - 2 }, fixture.History.Days(fixture.Source).ToArray());
    }

    [TestMethod]
    public async Task Events_are_numbered_through_the_files_of_a_day_and_say_where_they_stand()
    {
        using var fixture = new Fixture();
        await fixture.HistoryAsync(fixture.Border, Trades.Random(new Random(1), 120), "b.parquet");
        await fixture.HistoryAsync(fixture.Border, Trades.Random(new Random(1), 3), "a.parquet");
        var rows = new List<string>();
        var first = new HistoryDay("trades", fixture.Border).FirstPosition;
        foreach (var batch in fixture.History.Read(fixture.Source, fixture.Border, fixture.Columns))
        {
            rows.AddRange(Enumerable.Range(0, batch.Events.Length).Select(r => $"{batch.FirstPosition - first + r}: {batch.Place(r)}"));
            batch.Events.Dispose();
        }

        CollectionAssert.AreEqual(
            Enumerable.Range(0, 3).Select(i => $"{i}: dt=2024-03-02/a.parquet row {i}")
                .Concat(Enumerable.Range(0, 120).Select(i => $"{i + 3}: dt=2024-03-02/b.parquet row {i}")).ToList(), rows);
    }

    [TestMethod]
    public void A_folder_that_is_no_day_and_a_missing_dataset_are_named()
    {
        using var fixture = new Fixture();
        var wrong = Path.Combine(fixture.Options.DataRoot, fixture.Source.History!, "dt=2024-2-30");
        Directory.CreateDirectory(wrong);
        StringAssert.Contains(Assert.Throws<DataException>(() => fixture.History.Days(fixture.Source)).Message, $"Folder '{wrong}'",
            StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(wrong)!, recursive: true);
        StringAssert.Contains(Assert.Throws<DataException>(() => fixture.History.Days(fixture.Source)).Message,
            "The history of source 'trades' is not there", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_source_without_history_has_no_days()
    {
        using var fixture = new Fixture();
        Assert.IsEmpty(fixture.History.Days(fixture.Source with { History = null }));
        Assert.AreEqual("1970-01-01", Timestamps.FormatDay(0));
    }
}
