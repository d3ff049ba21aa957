using System.Reflection;
using Unified.Core.Tests.Docs;
using Unified.Core.Tests.Expressions;
using Unified.Core.Tests.Golden;
using Unified.Core.Tests.Linq;
using Unified.Core.Tests.Logical;
using Unified.Core.Tests.Physical;
using Unified.Definition;
using Unified.Json;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Json;

/// <summary>A plan that is written and read is the same plan.</summary>
[TestClass]
public sealed class RoundTripTests
{
    private static readonly Assembly Here = typeof(RoundTripTests).Assembly;

    [TestMethod]
    public void Plans_of_every_kind_read_back_as_they_were()
    {
        foreach (var plan in GoldenJobs.All.Select(JobPlan.Create).Concat(ShopQueries.All.Select(q => q.Plan))
            .Concat(JsonJobs.All.Select(JobPlan.Create))
            .Concat(new Job[] { new SkuHours(), new TagRows(), new ParcelCounts(), new NamedPrices(), new BusiestSymbols(),
                new SymbolDays(), new BusiestHours() }.Select(JobPlan.Create)))
        {
            ReadsBack(plan, plan.Job);
        }
    }

    [TestMethod]
    public void How_records_are_spelled_reads_back_and_is_part_of_the_version()
    {
        var plan = ReadsBack(JobPlan.Create(new Wrapped<DefinitionSnippets.SystemDay>(DefinitionSnippets.Systems())), "clicks");
        CollectionAssert.AreEqual(
            new[]
            {
                "At: at [\"ts\"], unix Milliseconds", "SessionId: at [\"session_id\"]", "Page: at [\"page\"]",
                "Device: at [\"device\"], presence", "Device.Os: at [\"device\",\"os\"], required", "Device.Age: at [\"device\",\"age\"], "
                    + "numbers in text",
                "LoadMs: at [\"load_ms\"], numbers in text", "Position: at [\"position\"], numbers in text, default \"-1\"",
            },
            plan.Sources[0].Forms.Select(f => f.ToString()).ToArray());
        foreach (var other in new[] { JsonForm.Default, DefinitionSnippets.Clicks.Json with { Times = UnixTimeUnit.Seconds } })
        {
            Query<DefinitionSnippets.SystemDay> query = from c in DefinitionSnippets.Clicks with { Json = other }
                                                        group c by new { c.Page, Day = Window.Day(c.At) } into g
                                                        select new DefinitionSnippets.SystemDay(g.Key.Page, g.Key.Day, g.Count());
            Query<DefinitionSnippets.SystemDay> same = from c in DefinitionSnippets.Clicks
                                                       group c by new { c.Page, Day = Window.Day(c.At) } into g
                                                       select new DefinitionSnippets.SystemDay(g.Key.Page, g.Key.Day, g.Count());
            Assert.AreNotEqual(JobPlan.Create(new Wrapped<DefinitionSnippets.SystemDay>(same)).Version,
                ReadsBack(JobPlan.Create(new Wrapped<DefinitionSnippets.SystemDay>(query)), $"{other}").Version);
        }
    }

    [TestMethod]
    public void Random_plans_read_back_as_they_were_and_run()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 150; i++)
        {
            var plan = new RandomPlans(seed.Random(i)).Next();
            StageProgram.Compile(ReadsBack(plan, $"case {i}"));
        }
    }

    [TestMethod]
    public void A_chain_of_lets_is_as_long_as_it_is_written()
    {
        var lengths = new[] { 12, 18, 24 }.Select(lets =>
        {
            var plan = JobPlan.Create(new Wrapped<Sum>(Chain(lets)));
            return PlanJson.Write(ReadsBack(plan, $"{lets} lets")).Length;
        }).ToArray();
        Assert.AreEqual(lengths[1] - lengths[0], lengths[2] - lengths[1], 50, string.Join(' ', lengths));
    }

    [TestMethod]
    public void User_functions_are_found_by_type_name_parameters_and_code()
    {
        var plan = JobPlan.Create(new Wrapped<Sum>(Shop.Views.GroupBy(v => v.Product)
            .Select(g =>
                new Sum(g.Key,
                g.Sum(v => UserFunctions.Twice(v.Seconds) + UserFunctions.SizeOf<long>(v.User) + Generic<string>.Plus<int>(v.User, 1L))))));
        ReadsBack(plan, "user functions");
    }

    private static JobPlan ReadsBack(JobPlan plan, string what)
    {
        var json = PlanJson.Write(plan);
        var unnamed =
            string.Join('\n', json.Split('\n').Where(line => !line.StartsWith("  \"definitionVersion\"", StringComparison.Ordinal)));
        Assert.AreEqual(plan.Canonical, PlanJson.Read(unnamed, Here).Canonical, what);
        var read = PlanJson.Read(json, Here);
        Assert.AreEqual(plan.Version, read.Version, what);
        Assert.AreEqual(plan.Logical, read.Logical, what);
        Assert.AreEqual(json, PlanJson.Write(read), what);
        CollectionAssert.AreEqual(plan.Sources, read.Sources, what);
        CollectionAssert.AreEqual(plan.Rows.SortKey, read.Rows.SortKey, what);
        return read;
    }

    private static Query<Sum> Chain(int lets)
    {
        var rows = Shop.Views.Select(v => new Sum(v.Product, v.Seconds));
        for (var i = 0; i < lets; i++)
        {
            rows = rows.Select(s => new Sum(s.Product, s.Total + s.Total));
        }

        return rows.Where(s => s.Total > 0).GroupBy(s => s.Product).Select(g => new Sum(g.Key, g.Sum(s => s.Total)));
    }

    private sealed record Sum(string Product, long Total);

    private static class Generic<T>
    {
        [Deterministic]
        public static long Plus<TValue>(int a, long b) => a + b + typeof(T).Name.Length + typeof(TValue).Name.Length;
    }
}
