using Unified.Definition;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Core.Tests.Linq;

/// <summary>An author reads every mistake of a definition once, in one go, with its place.</summary>
[TestClass]
public sealed class AllMistakesTests
{
    [TestMethod]
    public void Mistakes_of_source_filter_key_and_result_are_named_at_once()
    {
        var error = Refused(new FiveMistakes());
        Assert.AreEqual(
            """
            UNI0020 source 'bad topic!'
            UNI0020 source 'bad topic!'
            UNI0021 source 'bad topic!'
            UNI0022 source 'bad topic!'
            UNI0023 source 'bad topic!'
            UNI0001 source 'bad topic!', column 'Id'
            UNI0001 source 'bad topic!', column 'Price'
            UNI0005 source 'bad topic!', column 'Amount'
            UNI0001 source 'bad topic!', column 'Other'
            UNI0013 e.Name.StartsWith("ab")
            UNI0018 Clock.UtcNow
            UNI0013 e.Name.ToUpper()
            UNI0015 ConvertChecked(g.Count(), Int32)
            """, string.Join('\n', error.Mistakes.Select(m => $"{m.Code} {m.Node}")));
    }

    [TestMethod]
    public void Mistakes_of_every_side_of_a_cogroup_and_of_its_table_are_named_at_once()
    {
        var error = Refused(new Several());
        Assert.AreEqual("UNI0015 UNI0013 UNI0052 UNI0053", string.Join(' ', error.Mistakes.Select(m => m.Code)), error.Message);
        Assert.HasCount(4, error.Mistakes.Select(m => m.Place!.Value.Line).Distinct().ToList(), error.Message);
    }

    [TestMethod]
    public void What_is_built_over_a_mistake_is_not_refused_again()
    {
        Refusals.Of("UNI0013", from o in Shop.Orders
                               let upper = o.Product.Normalize()
                               where upper.Length > 3
                               let twice = upper.Length * 2
                               group twice by new { upper, o.User } into g
                               select new { g.Key.upper, g.Key.User, N = g.Sum(x => x) });
        Refusals.Of("UNI0015", Shop.Orders.Select(o => new { o.Product, N = (int)o.Pieces })
            .Concat(Shop.Views.Select(v => new { v.Product, N = v.User })).ToQuery().OrderBy(r => r.Product));
    }

    private static DefinitionException Refused(Job job)
    {
        var error = Assert.ThrowsExactly<DefinitionException>(() => JobPlan.Create(job));
        Assert.IsTrue(error.Mistakes.All(m => m.Job == job.Name && m.Place is { File: nameof(AllMistakesTests) + ".cs", Line: > 0 }),
            error.Message);
        return error;
    }

    private sealed class Several : Job<BadCounts>
    {
        public override Query<BadCounts> Define() =>
            Shop.Views.GroupBy(v => v.Product).Cogroup(
                Shop.Orders
                    .Where(o => (int)o.Pieces > 1)
                    .Where(o => o.Product.Normalize() == "A")
                    .GroupBy(o => o.Product),
                (product, views, orders) => new BadCounts(product, views.Count(), orders.Count()))
                .OrderBy(r => r.Views)
                .KeepFor(TimeSpan.FromDays(3));
    }

    private sealed record BadCounts(string Product, long Views, long Orders);

    private sealed record Bad(DateTime At, Uri Id, char Price, decimal Amount, string Name, object Other);

    private static class Clock
    {
        public static DateTime UtcNow => TimeProvider.System.GetUtcNow().UtcDateTime;
    }

    private sealed record BadRow(string Name, int Count);

    private sealed class FiveMistakes : Job<BadRow>
    {
        private static readonly Source<Bad> S = new()
        {
            Topic = "bad topic!",
            Partitions = 0,
            EpochLength = 1000,
            TimeZone = "Europe/Berlin",
            EventTime = e => e.At
        };

        public override Query<BadRow> Define() =>
            from e in S
            where e.Name.StartsWith("ab") && e.At > Clock.UtcNow
            group e by e.Name.ToUpper() into g
            select new BadRow(g.Key, (int)g.Count());
    }
}
