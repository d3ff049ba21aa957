using System.CommandLine;
using System.Text.Json.Nodes;
using Unified.Definition;
using Unified.Errors;
using Unified.Hosting.CommandLine;
using Unified.Hosting.Composition;

namespace Unified.Hosting.Tests.CommandLine;

[TestClass]
[DoNotParallelize]
public sealed class ExplainTests
{
    [TestMethod]
    public async Task It_shows_plan_rules_stages_states_costs_tables_views_and_the_query_of_every_engine()
    {
        var run = await CommandRun.OfAsync("explain");
        Assert.AreEqual((0, ""), (run.Code, run.Error));
        foreach (var part in new[]
        {
            "class    A, free of order", "stages   orders reads orders (At, Customer, Amount); writes states by key, window and epoch",
            "states   orders = Count(): orders__n: int64", "rules    none", "costs    rows: without a window a group is kept",
            "every new value of (customer)", "Finish [customer: string from customer", "CREATE TABLE IF NOT EXISTS `unified`.",
            "ReplacingMergeTree", "CREATE OR REPLACE VIEW `unified`.`orders__", "DuckDB, over relations named as the logs\nSELECT",
        })
        {
            Assert.Contains(part, run.Output);
        }
    }

    [TestMethod]
    public async Task Its_JSON_has_what_an_engine_computes_or_why_it_does_not()
    {
        var job = (await CommandRun.OfAsync("explain", "--json")).Json.AsArray().Single()!;
        Assert.Contains("SELECT", job["duckDb"]!["query"]!.GetValue<string>());
        Assert.HasCount(3, job["clickHouse"]!["tables"]!.AsArray());
        Assert.HasCount(3, job["clickHouse"]!["views"]!.AsArray());
        var refused = Explained(typeof(Shouting<int>));
        Assert.Contains("UNI0090", refused.Json[0]!["duckDb"]!["refused"]!.GetValue<string>());
    }

    [TestMethod]
    public void All_mistakes_of_all_jobs_are_told_with_code_node_file_and_line_reason_and_way_out()
    {
        var (code, json) = Explained(typeof(Orders), typeof(Wrong<int>), typeof(AlsoWrong<int>));
        Assert.AreEqual(2, code);
        Assert.AreEqual("orders wrong also_wrong", string.Join(' ', json.Select(j => j!["job"])));
        foreach (var (job, codes) in new[] { (json[1]!, "UNI0013 UNI0018 UNI0015"), (json[2]!, "UNI0034") })
        {
            var mistakes = job["mistakes"]!.AsArray();
            Assert.AreEqual(codes, string.Join(' ', mistakes.Select(m => m!["code"])));
            foreach (var mistake in mistakes)
            {
                Assert.AreEqual("code node file line reason wayOut", string.Join(' ', mistake!.AsObject().Select(p => p.Key)));
                Assert.AreEqual("ExplainTests.cs", mistake["file"]!.GetValue<string>());
                Assert.IsGreaterThan(1, mistake["line"]!.GetValue<int>());
                Assert.IsTrue(mistake["reason"]!.GetValue<string>().Length > 5 && mistake["wayOut"]!.GetValue<string>().Length > 5);
            }
        }
    }

    [TestMethod]
    public void Where_no_job_can_be_planned_the_JSON_has_the_mistakes_all_the_same()
    {
        var written = new StringWriter();
        Assert.ThrowsExactly<DefinitionException>(() => Explained(written, typeof(Wrong<int>)));
        Assert.HasCount(3, JsonNode.Parse(written.ToString())!.AsArray().Single()!["mistakes"]!.AsArray());
    }

    private static (int Code, JsonArray Json) Explained(params Type[] jobs)
    {
        var written = new StringWriter();
        var code = Explained(written, jobs);
        return (code, JsonNode.Parse(written.ToString())!.AsArray());
    }

    private static int Explained(StringWriter written, params Type[] jobs)
    {
        var output = Console.Out;
        Console.SetOut(written);
        try
        {
            return RootCommandFactory.Create(typeof(CommandRun).Assembly, () => JobCatalogue.Of(jobs, strict: false), [])
                .Parse(["explain", "--json"])
                .Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        finally
        {
            Console.SetOut(output);
        }
    }

    private static readonly Source<Order> Source = new() { Topic = "orders", EventTime = o => o.At };

    public static DateTime Today => DateTime.UnixEpoch;

    [Deterministic]
    public static string Shout(string text) => text + "!";

    // Generic, so that the commands of this program, which is the other tests', do not find them.
    public sealed class Wrong<T> : Job<CustomerTotal>
    {
        public override string Name => "wrong";

        public override Query<CustomerTotal> Define() =>
            from o in Source
            where o.Customer.Normalize() == "a"
            where o.At > Today
            group o by o.Customer into g
            select new CustomerTotal(g.Key, (int)g.Count(), g.Sum(o => o.Amount));
    }

    public sealed class AlsoWrong<T> : Job<CustomerTotal>
    {
        public override string Name => "also_wrong";

        public override Query<CustomerTotal> Define() =>
            from o in Source
            group o by new { o.Customer, o.Amount } into g
            select new CustomerTotal(g.Key.Customer, g.Count(), g.Sum(o => o.Amount));
    }

    public sealed class Shouting<T> : Job<CustomerTotal>
    {
        public override string Name => "shouting";

        public override Query<CustomerTotal> Define() =>
            from o in Source
            group o by new { Customer = Shout(o.Customer) } into g
            select new CustomerTotal(g.Key.Customer, g.Count(), g.Sum(o => o.Amount));
    }
}
