using System.Collections.Concurrent;
using Unified.Definition;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Rows;

/// <summary>Starting a program asks as little of ClickHouse as there is to do: counted in statements, not in time.</summary>
[TestClass]
public sealed class JobCreationTests
{
    [TestMethod]
    public async Task A_program_of_many_jobs_whose_tables_are_there_asks_as_much_as_one_of_a_single_job()
    {
        var statements = new ConcurrentQueue<string>();
        using var database = Server.NewDatabase();
        using var counted = Counted(database.Options.Database, statements);
        var tables = new ClickHouseRowTables(counted, new ClickHouseManifestStore(counted));
        JobPlan[] plans = [.. Enumerable.Range(0, 60).Select(n => JobPlan.Create(new Numbered(n)))];
        await tables.CreateAsync(plans[0], CancellationToken.None);
        statements.Clear();

        Assert.IsEmpty(await CreateAsync(tables, plans));
        Assert.IsLessThanOrEqualTo(36 * plans.Length, statements.Count, "made for the first time");
        var made = statements.Count(s => s.StartsWith("CREATE", StringComparison.Ordinal));
        Assert.AreEqual(9 * (plans.Length - 1), made, "tables, views and public views of each, none of the one that was there");

        statements.Clear();
        await tables.CreateAsync(plans[7], CancellationToken.None);
        var one = statements.Count;
        Assert.IsLessThanOrEqualTo(6, one, string.Join('\n', statements));
        statements.Clear();
        Assert.IsEmpty(await CreateAsync(tables, plans));
        Assert.AreEqual(one, statements.Count, "as many for all as for one");
        Assert.IsFalse(statements.Any(s => s.StartsWith("CREATE", StringComparison.Ordinal)));
        Server.Drop(database);
    }

    [TestMethod]
    public async Task What_is_gone_or_was_made_by_other_code_is_made_again_and_nothing_else()
    {
        var statements = new ConcurrentQueue<string>();
        using var world = await World.CreateAsync(new TagTotals());
        using var counted = Counted(world.Database.Options.Database, statements);
        var tables = new ClickHouseRowTables(counted, new ClickHouseManifestStore(counted));
        await world.Database.ExecuteAsync($"DROP TABLE {world.Names.Staging}", CancellationToken.None);
        await tables.CreateAsync(world.Plan, CancellationToken.None);
        Assert.Contains(world.Names.Staging, statements.Single(s => s.StartsWith("CREATE", StringComparison.Ordinal)));

        statements.Clear();
        await world.Database.ExecuteAsync(
            $"CREATE OR REPLACE VIEW {world.Names.VersionView(ViewKind.Answer)} AS SELECT 1 AS wrong COMMENT 'Unified other'",
            CancellationToken.None);
        await tables.CreateAsync(world.Plan, CancellationToken.None);
        Assert.HasCount(1, statements.Where(s => s.StartsWith("CREATE", StringComparison.Ordinal)));
        Assert.IsEmpty(await world.AnswerAsync());

        statements.Clear();
        await world.Database.ExecuteAsync($"DROP VIEW {world.Names.PublicView(ViewKind.Rows)}", CancellationToken.None);
        await tables.CreateAsync(world.Plan, CancellationToken.None);
        Assert.HasCount(3, statements.Where(s => s.StartsWith("CREATE", StringComparison.Ordinal)), "the public views are moved together");
        Assert.IsEmpty(await world.AnswerAsync(ViewKind.Rows));
    }

    [TestMethod]
    public async Task A_job_that_cannot_have_its_tables_keeps_no_other_from_its_own()
    {
        using var database = Server.NewDatabase();
        using var refusing = Server.Database(database.Options.Database, before: sql =>
            sql.StartsWith("CREATE", StringComparison.Ordinal) && sql.Contains("numbered_1", StringComparison.Ordinal)
                ? throw new InvalidOperationException("no rights") : Task.CompletedTask);
        var tables = new ClickHouseRowTables(refusing, new ClickHouseManifestStore(refusing));
        JobPlan[] plans = [.. Enumerable.Range(0, 3).Select(n => JobPlan.Create(new Numbered(n)))];
        var made = new ConcurrentBag<JobPlan>();
        var wrong = await tables.CreateAllAsync(plans, made.Add, CancellationToken.None);
        CollectionAssert.AreEquivalent(new[] { plans[0], plans[2] }, made.ToArray());
        Assert.AreSame(plans[1], wrong.Keys.Single());
        Assert.IsInstanceOfType<DataException>(wrong[plans[1]]);
        Server.Drop(database);
    }

    private static Task<IReadOnlyDictionary<JobPlan, UnifiedException>> CreateAsync(ClickHouseRowTables tables, JobPlan[] plans) =>
        tables.CreateAllAsync(plans, static _ => { }, CancellationToken.None);

    private static ClickHouseDatabase Counted(string name, ConcurrentQueue<string> statements) =>
        Server.Database(name, before: sql =>
        {
            statements.Enqueue(sql);
            return Task.CompletedTask;
        });

    /// <summary>One of many jobs of a program.</summary>
    private sealed class Numbered(int number) : Job<TagTotal>
    {
        public override string Name => $"numbered_{number}";

        public override Query<TagTotal> Define() => new TagTotals().Define();
    }
}
