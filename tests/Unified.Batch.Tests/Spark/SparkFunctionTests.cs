using System.Globalization;
using Apache.Arrow;
using Unified.Batch.Spark;
using Unified.Columnar;
using Unified.Errors;
using Unified.Expressions;
using Unified.Lowering;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Answers;
using Unified.TestKit.Functions;
using Unified.TestKit.Spark;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Tests.Spark;

/// <summary>Each function means in Spark what it means in .NET, to the last bit, errors included.</summary>
[TestClass]
public sealed class SparkFunctionTests
{
    private const int RowsPerCase = 60;
    private const int CasesPerQuery = 12;
    private const int FailuresPerCase = 1;

    // What is computed of constants is else computed by another part of Spark than what is computed of a file.
    private const string Folding = "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation,"
        + "org.apache.spark.sql.catalyst.optimizer.ConstantFolding";

    private static SparkSession? _session;

    public static IEnumerable<object[]> Functions =>
        FunctionCatalogue.All.Where(f => f.Sql.Contains(SqlEngine.Spark)).Select(f => new object[] { f.Name });

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _session = !RealSpark.IsAvailable ? null
        : await SharedSpark.OpenAsync(new SparkOptions
        {
            Remote = (await SharedSpark.GetAsync()).Remote,
            Settings = new Dictionary<string, string> { ["spark.sql.optimizer.excludedRules"] = Folding },
        }, context.CancellationToken);

    [ClassCleanup]
    public static async Task StopAsync() => await (_session?.DisposeAsync() ?? ValueTask.CompletedTask);

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public async Task A_function_means_the_same_in_Spark_and_in_Net(string name)
    {
        SharedSpark.Require();
        var seed = TestSeed.Take();
        var function = FunctionCatalogue.All.First(f => f.Name == name);
        var all = FunctionCases.Of(function).Select((call, i) => (Call: call, Index: i))
            .Where(c => EngineForms.Has(SqlEngine.Spark, c.Call));
        var cases = TestRounds.Some(all, ci: CasesPerQuery, seed.Random(-1)).Select(c => new Case(c.Call, seed.Random(c.Index))).ToList();
        Assert.IsNotEmpty(cases, "a form that no case reaches is not compared");
        foreach (var some in cases.Chunk(CasesPerQuery))
        {
            await CompareAsync(some);
        }

        var failing = cases.SelectMany(c => c.Failing.Take(FailuresPerCase).Select(row => (Case: c, Row: row)));
        await Task.WhenAll(TestRounds.Some(failing, ci: 3, seed.Random(-2)).Select(f => FailsAsync(f.Case, f.Row)));
    }

    private static async Task CompareAsync(IReadOnlyList<Case> cases)
    {
        var text = $"SELECT {string.Join(", ", cases.Select((c, k) => $"case when v{k} then {c.Sql($"r{k}.")} end AS x{k}"))} FROM "
            + $"(SELECT * FROM VALUES {string.Join(", ", Enumerable.Range(0, RowsPerCase).Select(i => $"({i}, "
                + string.Join(", ", cases.Select(c => $"{(c.Expected[i].Error is null ? "true" : "false")}, {c.Row(i)}")) + ")"))} "
            + $"AS t(i, {string.Join(", ", cases.Select((c, k) => $"v{k}, r{k}"))})) ORDER BY i";
        var found = await AskAsync(text);
        for (var k = 0; k < cases.Count; k++)
        {
            var c = cases[k];
            for (var i = 0; i < RowsPerCase; i++)
            {
                if (c.Expected[i].Error is null)
                {
                    Assert.AreEqual(c.Expected[i].Value, EngineValue.Of(found.Column(k), i, c.Call.Type),
                        $"{c.Call} with types ({string.Join(", ", c.Call.Arguments.Select(a => a.Type))}) on ({c.Text(i)}): "
                            + $"Spark {c.Sql("")}");
                }
            }
        }
    }

    private static async Task FailsAsync(Case c, int row)
    {
        var text = $"SELECT {c.Sql("r.")} AS x FROM VALUES (0, {c.Row(row)}) AS t(i, r)";
        await Assert.ThrowsAsync<DataException>(() => AskAsync(text),
            $"{c.Call} on ({c.Text(row)}) fails in .NET with {c.Expected[row].Error} but not in Spark: {text}");
    }

    private static async Task<RecordBatch> AskAsync(string text)
    {
        var batches = await _session!.QueryAsync(text, () => new List<RecordBatch>(), (all, batch) =>
        {
            all.Add(batch);
            return ValueTask.CompletedTask;
        }, null, CancellationToken.None);
        return batches.Single(b => b.Length > 0);
    }

    private sealed class Case
    {
        private readonly List<Field> _columns;
        private readonly List<object?[]> _rows;

        public Case(CallExpr call, Random random)
        {
            Call = call;
            _columns = [.. call.Walk().OfType<ColumnExpr>().Distinct().OrderBy(c => c.Name, StringComparer.Ordinal)
                .Select(c => new Field(c.Name, c.Type))];
            var net = CarrierExpression.Compile(call);
            _rows = [.. Enumerable.Range(0, RowsPerCase).Select(_ => _columns.Select(c => CarrierValues.Next(random, c.Type)).ToArray())];
            Expected = [.. _rows.Select(row => EngineForms.Outcome(() => net(row)))];
        }

        public CallExpr Call { get; }

        public List<(object? Value, string? Error)> Expected { get; }

        public IEnumerable<int> Failing => Enumerable.Range(0, RowsPerCase).Where(i => Expected[i].Error is not null);

        // The columns as fields of a record, so that every case has its own.
        public string Row(int i) => $"struct({string.Join(", ", _columns.Select((c, k) =>
            $"{SqlEngine.Spark.Literal(_rows[i][k], c.Type)} AS {SqlEngine.Spark.Quote(c.Name)}").DefaultIfEmpty("1 AS none"))})";

        public string Text(int i) => string.Join(", ", _rows[i].Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "null"));

        public string Sql(string prefix) => Call.Type.Kind == TypeKind.Decimal
            ? $"CAST({Prefixed(prefix)} AS DECIMAL(38,{Call.Type.Scale}))" : Prefixed(prefix);

        private string Prefixed(string prefix) => _columns.Aggregate(Call.In(SqlEngine.Spark), (sql, c) =>
            sql.Replace(SqlEngine.Spark.Quote(c.Name), prefix + SqlEngine.Spark.Quote(c.Name), StringComparison.Ordinal));
    }
}
