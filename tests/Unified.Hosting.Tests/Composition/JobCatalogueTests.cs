using Unified.Definition;
using Unified.Errors;
using Unified.Hosting.CommandLine;
using Unified.Hosting.Composition;
using Unified.Hosting.Tests.CommandLine;

namespace Unified.Hosting.Tests.Composition;

[TestClass]
public sealed class JobCatalogueTests
{
    [TestMethod]
    public void A_definition_that_captures_a_counter_is_refused_since_every_start_would_be_a_new_version() =>
        Refused<Counting<int>>("UNI0043", "job 'counting': Define() gave another query when it was called again (versions ");

    [TestMethod]
    public void What_Define_throws_is_told_with_its_job_and_is_no_bug_of_the_framework()
    {
        Refused<Throwing<int>>("UNI0042", "job 'throwing': Define() threw InvalidOperationException: no limit is set.");
        Refused<WithoutQuery<int>>("UNI0042", "job 'without_query': Define() returned null.");
    }

    [TestMethod]
    public void A_job_that_is_not_public_or_has_no_constructor_is_named_when_it_is_asked_for()
    {
        var jobs = JobCatalogue.Of([typeof(CommandLine.Orders), typeof(Hidden), typeof(WithLimit)]);
        Assert.AreEqual("orders", jobs.Plans.Single().Job);
        StringAssert.EndsWith(Assert.Throws<DefinitionException>(() => jobs.Select(["hidden"])).Message,
            "It has: orders. Not taken, since a job is a public class with a public parameterless constructor: Hidden, WithLimit.",
                StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_job_that_cannot_be_planned_leaves_the_others_running_unless_that_is_refused()
    {
        Type[] types = [typeof(CommandLine.Orders), typeof(Throwing<int>), typeof(WithoutQuery<int>)];
        var jobs = JobCatalogue.Of(types, strict: false);
        Assert.AreEqual("orders", jobs.Plans.Single().Job);
        Assert.HasCount(2, jobs.Mistakes);
        Assert.AreEqual("orders", jobs.Select(["orders"]).Single().Job);
        Assert.Contains("no limit is set", Assert.Throws<DefinitionException>(() => jobs.Select(["throwing"])).Message);
        Assert.HasCount(2, Assert.Throws<DefinitionException>(() => JobCatalogue.Of(types)).Mistakes);
        Assert.HasCount(2, Assert.Throws<DefinitionException>(() => JobCatalogue.Of(types[1..], strict: false)).Mistakes);
    }

    [TestMethod]
    [DataRow(2, "explain")]
    [DataRow(0, "explain", "--job", "orders")]
    public async Task Explain_of_all_jobs_fails_where_one_cannot_be_planned_and_that_of_another_does_not(int code, params string[] args)
    {
        var jobs = JobCatalogue.Of([typeof(CommandLine.Orders), typeof(Throwing<int>)], strict: false);
        Assert.AreEqual(code,
            await RootCommandFactory.Create(typeof(JobCatalogueTests).Assembly, () => jobs, []).Parse(args).InvokeAsync());
    }

    private static void Refused<T>(string code, string begin)
    {
        var error = Assert.Throws<DefinitionException>(() => JobCatalogue.Of([typeof(T)]));
        StringAssert.StartsWith(error.Message, $"{code}: {begin}", StringComparison.Ordinal);
    }

    private static Query<CustomerTotal> Above(int limit) =>
        from o in Source
        where o.Amount > limit
        group o by o.Customer into g
        select new CustomerTotal(g.Key, g.Count(), g.Sum(o => o.Amount));

    private static readonly Source<Order> Source = new() { Topic = "orders", EventTime = o => o.At };

    // Generic, so that the commands of this program, which is the other tests', do not find them.
    public sealed class Counting<T> : Job<CustomerTotal>
    {
        public override string Name => "counting";

        private int _calls;

        public override Query<CustomerTotal> Define() => Above(++_calls);
    }

    public sealed class Throwing<T> : Job<CustomerTotal>
    {
        public override string Name => "throwing";

        public override Query<CustomerTotal> Define() => throw new InvalidOperationException("no limit is set.");
    }

    public sealed class WithoutQuery<T> : Job<CustomerTotal>
    {
        public override string Name => "without_query";

        public override Query<CustomerTotal> Define() => null!;
    }

    internal sealed class Hidden : Job<CustomerTotal>
    {
        public override Query<CustomerTotal> Define() => Above(1);
    }

    public sealed class WithLimit(int limit) : Job<CustomerTotal>
    {
        public override Query<CustomerTotal> Define() => Above(limit);
    }
}
