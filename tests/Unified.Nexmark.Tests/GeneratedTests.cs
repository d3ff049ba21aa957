using System.Globalization;
using Unified.Nexmark.Answers;
using Unified.Nexmark.Generator;
using Unified.Nexmark.Output;
using Unified.Plans;
using Unified.TestKit;

namespace Unified.Nexmark.Tests;

/// <summary>
/// Each query over the generator's events, a million in a deep run: computed by the batch layer from Parquet, proved, promoted and read
/// from its view (rows of events: as the batch layer gives them), and by DuckDB from the same files with the SQL of its user.
/// </summary>
[TestClass]
public sealed class GeneratedTests
{
    private static readonly Lazy<string> History = new(() =>
    {
        var folder = Server.Folder["generated"];
        ParquetEvents.Write(new NexmarkGenerator(new GeneratorOptions { Events = TestRounds.Of(ci: 300_000, deep: 1_000_000) }), folder);
        return folder;
    });

    // Names, not queries: rows of data that can be written down are tests of their own, and run side by side.
    private static IEnumerable<object[]> Names => NexmarkQuery.All.Select(q => new object[] { q.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task A_query_is_what_DuckDB_says(string name)
    {
        var query = NexmarkQuery.All.Single(q => q.Name == name);
        var plan = JobPlan.Create(query.Job);
        var file = Server.Folder[$"generated-{query.Name}.parquet"];
        if (plan.Rows.Kind == RowKind.Emission)
        {
            // What is stored of an event is its row of the answer: there is nothing to merge and nothing to finish.
            new NativeBatch(plan, History.Value).Write(file);
        }
        else
        {
            await UnifiedAnswer.WriteAsync(plan, History.Value, Server.ClickHouse, file);
        }

        using var duck = new DuckDbEngine(History.Value, threads: 1);
        var (rows, differences) = AnswerDifference.Between(plan, file, query.DuckDb, duck);
        Assert.AreEqual("", string.Join('\n', differences));
        Assert.IsGreaterThan(0, rows);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{query}: {rows} rows are equal"));
        File.Delete(file);
    }
}
