using Unified.Definition;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Logical;

/// <summary>What changes which events there are changes the version, or two meanings would share tables.</summary>
[TestClass]
public sealed class VersionTests
{
    [TestMethod]
    public void Columns_that_no_expression_reads_belong_to_the_version_because_a_bad_value_in_them_quarantines_the_record()
    {
        var source = new Source<Narrow> { Topic = "x", EventTime = e => e.At };
        var narrow = Version(from e in source group e by e.Key into g select new Row(g.Key, g.Count()));
        Assert.AreEqual(narrow, Version(from e in source with { Partitions = 7 } group e by e.Key into g select new Row(g.Key, g.Count())),
            "a topic may grow");
        var wide = new Source<Wide> { Topic = "x", EventTime = e => e.At };
        Assert.AreNotEqual(narrow, Version(from e in wide group e by e.Key into g select new Row(g.Key, g.Count())), "precision");
        var nullable = new Source<Nullable> { Topic = "x", EventTime = e => e.At };
        Assert.AreNotEqual(narrow, Version(from e in nullable group e by e.Key into g select new Row(g.Key, g.Count())), "nullability");
    }

    [TestMethod]
    public void The_history_dataset_belongs_to_the_version()
    {
        var other = Trades.WithHistory with { History = "history/corrected" };
        Assert.AreNotEqual(JobPlan.Create(new HourlyTrades(Trades.WithHistory)).Version, JobPlan.Create(new HourlyTrades(other)).Version);
    }

    private static string Version(Query<Row> query) => JobPlan.Create(new Wrapped<Row>(query)).Version;

    private sealed record Narrow(DateTime At, string Key, [property: Precision(6, 2)] decimal Unused);

    private sealed record Wide(DateTime At, string Key, [property: Precision(8, 2)] decimal Unused);

    private sealed record Nullable(DateTime At, string Key, [property: Precision(6, 2)] decimal? Unused);

    private sealed record Row(string Key, long N);
}
