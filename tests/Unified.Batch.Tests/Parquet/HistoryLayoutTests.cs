using System.Globalization;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Epochs;
using Unified.Errors;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Time;
using Unified.Types;

namespace Unified.Batch.Tests.Parquet;

/// <summary>Which folders of a dataset are days, and that nothing in it is passed over in silence.</summary>
[TestClass]
public sealed class HistoryLayoutTests
{
    private const string Day = "2024-03-01";

    [TestMethod]
    [DataRow("dt=2024-03-01")]
    [DataRow("date=2024-03-01")]
    [DataRow("event_day=2024-03-01")]
    [DataRow("year=2024/month=03/day=01")]
    [DataRow("year=2024/month=3/day=1")]
    [DataRow("dt=2024-03-01/hour=00")]
    [DataRow("year=2024/month=03/day=01/hour=07/region=eu")]
    public async Task A_day_is_the_same_day_in_every_layout(string folder)
    {
        using var fixture = new Fixture();
        await WriteAsync(fixture, folder, "a.parquet", 7);
        await WriteAsync(fixture, folder, "b.parquet", 5);

        var outcome = await fixture.ReconcileAsync();

        Assert.AreEqual(ReconcileResult.Promoted, outcome.Result);
        Assert.IsEmpty(outcome.HistoryProblems);
        var day = (await fixture.CurrentAsync()).HistoryDays.Single().Day;
        Assert.AreEqual(Day, Timestamps.FormatDay(day));
        Assert.AreEqual(12, Places(fixture, day).Count);
        Assert.AreEqual($"{folder}/a.parquet row 6", Places(fixture, day)[6]);
    }

    [TestMethod]
    public async Task Files_of_one_name_in_several_folders_of_a_day_have_names_and_fingerprints_of_their_own()
    {
        using var fixture = new Fixture();
        await WriteAsync(fixture, $"dt={Day}/hour=00", "x.parquet", 2);
        await WriteAsync(fixture, $"dt={Day}/hour=01", "x.parquet", 3);
        await WriteAsync(fixture, $"dt={Day}", "x.parquet", 4);
        await WriteAsync(fixture, $"dt={Day}/_temporary", "x.parquet", 9);
        var day = fixture.History.Days(fixture.Source).Single();
        CollectionAssert.AreEqual(new[] { "hour=00/x.parquet", "hour=01/x.parquet", "x.parquet" },
            fixture.History.Fingerprint(fixture.Source, day).Select(f => f.Name).ToArray());
        Assert.AreEqual(9, Places(fixture, day).Distinct().Count());
        await fixture.ReconcileAsync();
        File.Delete(Path.Combine(Root(fixture), $"dt={Day}", "hour=01", "x.parquet"));
        Assert.AreEqual($"trades {Day}: removed hour=01/x.parquet", (await fixture.AuditAsync()).Changes.Single().ToString());
    }

    [TestMethod]
    [DataRow("", "flat.parquet", "flat.parquet")]
    [DataRow("region=eu/dt=2024-03-01", "x.parquet", "region=eu")]
    [DataRow("20240301", "x.parquet", "20240301")]
    [DataRow("date=20240301", "x.parquet", "date=20240301")]
    [DataRow("year=2024", "x.parquet", "year=2024/x.parquet")]
    [DataRow("year=2024/month=13/day=01", "x.parquet", "year=2024/month=13/day=01")]
    [DataRow("year=2024/month=02/day=30", "x.parquet", "year=2024/month=02/day=30")]
    [DataRow("year=2024/month=02/week=1", "x.parquet", "year=2024/month=02/week=1")]
    public async Task What_is_in_no_days_folder_is_named_and_makes_the_answer_incomplete(string folder, string name, string entry)
    {
        using var fixture = new Fixture();
        await WriteAsync(fixture, folder, name, 2);
        await WriteAsync(fixture, $"dt={Day}", "x.parquet", 2);
        Directory.CreateDirectory(Path.Combine(Root(fixture), "empty"));
        await File.WriteAllTextAsync(Path.Combine(Root(fixture), "_SUCCESS"), "");
        foreach (var expected in new[] { ReconcileResult.Promoted, ReconcileResult.NothingToDo })
        {
            var outcome = await fixture.ReconcileAsync();
            Assert.AreEqual(expected, outcome.Result);
            Assert.AreEqual($"history of trades: {entry} is in no day's folder, so nobody reads it. Move it to a folder dt=yyyy-MM-dd, "
                + "or out of the dataset", outcome.HistoryProblems.Single());
        }
    }

    [TestMethod]
    public async Task Two_folders_of_one_day_are_refused_by_name()
    {
        using var fixture = new Fixture();
        await WriteAsync(fixture, $"dt={Day}", "x.parquet", 2);
        await WriteAsync(fixture, "year=2024/month=03/day=01", "x.parquet", 2);
        var error = Assert.ThrowsExactly<DataException>(() => fixture.History.Days(fixture.Source));
        StringAssert.Contains(error.Message, Path.Combine(Root(fixture), $"dt={Day}"));
        StringAssert.Contains(error.Message, "are of the same day");
    }

    [TestMethod]
    public async Task Reading_a_day_looks_into_no_other_days_folder()
    {
        using var fixture = new Fixture();
        await WriteAsync(fixture, $"dt={Day}", "x.parquet", 2);
        await WriteAsync(fixture, "dt=2024-03-02", "x.parquet", 2);
        await WriteAsync(fixture, "year=2024/month=03/day=02", "x.parquet", 2);
        var day = Timestamps.Day(Timestamps.FromDateTime(DateTime.Parse(Day, CultureInfo.InvariantCulture)));
        // Of the other day there are two folders: whoever looked into them would refuse.
        Assert.HasCount(1, fixture.History.Files(fixture.Source, day));
        Assert.ThrowsExactly<DataException>(() => fixture.History.Days(fixture.Source));
    }

    [TestMethod]
    public async Task A_column_that_a_file_lacks_is_what_its_folder_says()
    {
        using var fixture = new Fixture();
        await WriteAsync(fixture, $"dt={Day}/hour=07/region=S%C3%A3o%20Paulo", "x.parquet", 1);
        await WriteAsync(fixture, $"dt={Day}/hour=08/region=__HIVE_DEFAULT_PARTITION__", "x.parquet", 1);
        Field[] columns = [new("hour", DataType.Int32), new("region", DataType.String.AsNullable()), new("dt", DataType.Date)];
        var source = fixture.Source with { Columns = [.. fixture.Source.Columns, .. columns] };
        var layout = fixture.History.Layout(source)!;
        string Rows(params Field[] wanted) => string.Join(" | ", layout.Files(layout.Days.Single()).Select(file =>
        {
            using var scan = new ParquetScan(file, wanted, source, layout.Folders(file));
            return Cells.Rows(scan, wanted);
        }));
        Assert.AreEqual($"7,São Paulo,{Day} | 8,null,{Day}", Rows(columns));
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => Rows(new Field("region", DataType.Int32))).Message,
            "column 'region': its folder says 'São Paulo', which is no int32");
    }

    private static Task WriteAsync(Fixture fixture, string folder, string name, int events) => TradeFiles.WriteAsync(
        Path.Combine(Root(fixture), folder, name), Trades.Random(new Random(1), events));

    private static string Root(Fixture fixture) => Path.Combine(fixture.Options.DataRoot, fixture.Source.History!);

    private static List<string> Places(Fixture fixture, int day)
    {
        var places = new List<string>();
        foreach (var batch in fixture.History.Read(fixture.Source, day, fixture.Columns))
        {
            places.AddRange(Enumerable.Range(0, batch.Events.Length).Select(batch.Place));
            batch.Events.Dispose();
        }

        return places;
    }
}
