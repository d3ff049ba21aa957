using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Core.Tests.Oracle;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Lowering;
using Unified.Physical;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.Sql;
using Unified.TestKit;
using Unified.Types;

namespace Unified.Serving.Tests.Rows;

/// <summary>
/// Random queries of groups: the rows of the engine, of many epochs, merged and finished by ClickHouse, are what C# computes.
/// </summary>
[TestClass]
public sealed class RandomFinishTests
{
    private static readonly int Cases = TestRounds.Of(ci: 50, deep: 150);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task ClickHouse_finishes_the_rows_of_a_random_query_as_CSharp_does()
    {
        var seed = TestSeed.Take();
        using var database = Server.NewDatabase();
        await database.ExecuteAsync($"CREATE DATABASE {Unified.Sql.ClickHouse.Identifier(database.Options.Database)}",
            TestContext.CancellationToken);
        for (var i = 0; i < Cases; i++)
        {
            var random = seed.Random(i);
            IReadOnlyList<Events> logs = [new Events("left", 3, SampleData.Next(random), random),
                new Events("right", 2, SampleData.Next(random), random)];
            var (query, plan) = Planned(random);
            await CheckAsync(database, $"t{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}", query, plan, logs, random);
        }

        Server.Drop(database);
    }

    [TestMethod]
    public async Task A_result_column_may_have_the_name_that_a_key_has_in_the_rows()
    {
        var random = TestSeed.Take().Random();
        using var database = Server.NewDatabase();
        await database.ExecuteAsync($"CREATE DATABASE {Unified.Sql.ClickHouse.Identifier(database.Options.Database)}",
            TestContext.CancellationToken);
        IReadOnlyList<Events> logs = [new Events("left", 3, [SampleData.Plain, SampleData.Plain with { Serial = 7 }], random),
            new Events("right", 2, [SampleData.Plain with { Serial = 7 }], random)];

        // The key is c1, as the column that it is; its result is c0, and c1 is the count.
        var row = Expression.Parameter(AnyRow.Of([typeof(DateTime), typeof(long)]), "r");
        ImmutableArray<Side> sides = [.. Enumerable.Range(0, 2).Select(s => new Side(s, [], [
            Expression.Property(RandomQuery.Event, nameof(Sample.Time)), Expression.Property(RandomQuery.Event, nameof(Sample.Serial))]))];
        var count = Expression.Parameter(typeof(long), "a0");
        var method = typeof(Definition.Group<,>).GetMethods().First(m => m.Name == "Count" && m.GetParameters().Length == 0);
        var group = new Grouped(new Input(row, sides, [], null, null, []), [Expression.Property(row, "C1")],
            [new Aggregate(count, method, [], null, null, [])]);
        var query = new RandomQuery(null, [group], false, [Expression.Parameter(typeof(long), "k0")], [count], null);
        await CheckAsync(database, "t", query, Definitions.Plan(query), logs, random);
        Server.Drop(database);
    }

    private static (RandomQuery Query, JobPlan Plan) Planned(Random random)
    {
        while (true)
        {
            try
            {
                var query = new RandomQueries(random, null, Template.Functions[random.Next(Template.Functions.Count)]).Next();
                if (Definitions.Plan(query) is { Logical: FinishNode } plan && Meaning.Knows(query, plan))
                {
                    return (query, plan);
                }
            }
            catch (DefinitionException)
            {
                // The planner refuses it: another one.
            }
        }
    }

    private async Task CheckAsync(ClickHouseDatabase database, string name, RandomQuery query, JobPlan plan, IReadOnlyList<Events> logs,
        Random random)
    {
        var meaning = Meaning.Of(query, plan, logs);
        if (meaning.IsUncertain)
        {
            return;
        }

        var table = database.Table(name);
        var columns = plan.Rows.Columns.Select(c => $"{Unified.Sql.ClickHouse.Identifier(c.Name)} {c.SqlType(SqlEngine.ClickHouse)}");
        await database.ExecuteAsync($"CREATE TABLE {table} ({string.Join(", ", columns)}) ENGINE = Memory", TestContext.CancellationToken);
        var body = new ArrowBody(plan.Rows);
        var program = StageProgram.Compile(plan);
        foreach (var log in logs.Where(l => plan.Sources.Any(s => s.Name == l.Log)))
        {
            foreach (var partition in log.All.GroupBy(e => e.Partition))
            {
                foreach (var epoch in partition.Chunk(random.Next(1, 30)))
                {
                    using var events = log.Batch(epoch);
                    var run = program.Open(new LogPartition(log.Log, partition.Key), EventOrigin.Log, StageState.Empty);
                    run.Add(events);
                    body.Add(run.Rows(changedOnly: false));
                }
            }
        }

        if (body.Rows > 0)
        {
            await database.InsertAsync($"{table} ({body.Columns})", "ArrowStream", body.ToBytes(), TestContext.CancellationToken);
        }

        var finished = FinishSql.Select(plan, SqlEngine.ClickHouse, $"({StateSql.Merged(plan, table)})");
        var texts = plan.Outputs.Select(o => ResultText.In(Unified.Sql.ClickHouse.Identifier(o.Field.Name), o.Field.Type));
        async Task<IReadOnlyList<string>> AskAsync() => await database.QueryAsync($"SELECT [{string.Join(", ", texts)}] FROM ({finished})",
            r => string.Join(" | ", (string[])r.GetValue(0)), TestContext.CancellationToken);
        var text = CSharpText.Of(Definitions.Step(query));
        if (meaning.Answer is null)
        {
            await Assert.ThrowsAsync<UnifiedException>(AskAsync, $"{text}\n{finished}\nfails in C#");
            return;
        }

        var expected = meaning.Answer.Select(row => string.Join(" | ", row.Zip(plan.Outputs, (v, o) => ResultText.Of(v, o.Field.Type))))
            .Order(StringComparer.Ordinal).ToList();
        List<string> found;
        try
        {
            found = [.. (await AskAsync()).Order(StringComparer.Ordinal)];
        }
        catch (UnifiedException error)
        {
            throw new AssertFailedException($"{text}\n{finished}\n{error.Message}", error);
        }

        CollectionAssert.AreEqual(expected, found, $"{text}\n{plan.Logical}\n{string.Join('\n', expected.Except(found).Take(3))}\nbut "
            + $"ClickHouse\n{string.Join('\n', found.Except(expected).Take(3))}");
        await database.ExecuteAsync($"DROP TABLE {table}", TestContext.CancellationToken);
    }
}
