using Unified.Demo.Data;
using Unified.TestKit;

namespace Unified.Demo.Tests.Data;

[TestClass]
public sealed class ParquetHistoryTests
{
    private static readonly FlightDataset Dataset = FlightDataset.Find(AppContext.BaseDirectory);
    private static readonly DayRange Days = new(new DateOnly(2001, 2, 27), new DateOnly(2001, 3, 3));

    [TestMethod]
    public void Each_day_has_a_file_with_exactly_its_rows()
    {
        using var folder = new TempFolder();
        Assert.AreEqual(4, new ParquetHistory(Dataset).Write(folder.Path, Days));
        foreach (var day in Days.Days())
        {
            var file = Path.Combine(ParquetHistory.FolderOf(folder.Path, day), "part-0.parquet");
            var written = $"""SELECT timezone('UTC', "Date") AS "Date", "Origin", "Destination", "Delay", "Distance" """
                + $"FROM read_parquet('{file}', hive_partitioning = false)";
            var expected = Dataset.Select(new DayRange(day, day.AddDays(1)));
            Assert.IsGreaterThan(10_000, DuckQuery.Number($"SELECT count(*) FROM ({written})"));
            Assert.AreEqual(0, DuckQuery.Number($"SELECT count(*) FROM (({written}) EXCEPT ALL ({expected}))"), $"rows too many on {day}");
            Assert.AreEqual(0, DuckQuery.Number($"SELECT count(*) FROM (({expected}) EXCEPT ALL ({written}))"), $"rows missing on {day}");
        }
    }

    [TestMethod]
    public void Files_have_the_types_that_the_jobs_declare_and_no_partition_column()
    {
        using var folder = new TempFolder();
        new ParquetHistory(Dataset).Write(folder.Path, new DayRange(Days.From, Days.From.AddDays(1)));
        var file = Path.Combine(ParquetHistory.FolderOf(folder.Path, Days.From), "part-0.parquet");
        using var schema = new DuckQuery(
            $"SELECT concat(name, ' ', type, ' ', coalesce(converted_type, ''), ' ', logical_type LIKE '%isAdjustedToUTC=1%') FROM "
                + $"parquet_schema('{file}') OFFSET 1");
        CollectionAssert.AreEqual(
            new[] { "Date INT64 TIMESTAMP_MICROS true", "Origin BYTE_ARRAY UTF8 ", "Destination BYTE_ARRAY UTF8 ", "Delay INT32 INT_32 ",
                "Distance INT32 INT_32 " },
            schema.Strings());
    }

    [TestMethod]
    public void Writing_again_adds_only_what_is_missing()
    {
        using var folder = new TempFolder();
        var history = new ParquetHistory(Dataset);
        history.Write(folder.Path, Days);
        Directory.Delete(ParquetHistory.FolderOf(folder.Path, Days.From.AddDays(1)), recursive: true);
        Assert.AreEqual(1, history.Write(folder.Path, Days));
        Assert.AreEqual(0, history.Write(folder.Path, Days));
        Assert.HasCount(4, Directory.GetFileSystemEntries(folder.Path));
    }
}
