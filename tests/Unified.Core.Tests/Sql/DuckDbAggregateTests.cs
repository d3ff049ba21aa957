using System.Collections.Immutable;
using System.Numerics;
using DuckDB.NET.Data;
using Unified.Aggregates;
using Unified.Expressions;
using Unified.Logical;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Sql;

/// <summary>Each aggregate folded and finished by DuckDB over edge values, against integers without limits.</summary>
[TestClass]
public sealed class DuckDbAggregateTests
{
    private static readonly ImmutableArray<DataType> Types =
    [
        DataType.Int32, DataType.Int64, DataType.Decimal(4, 4), DataType.Decimal(15, 6), DataType.Decimal(24, 0), DataType.Decimal(24, 12), DataType.Decimal(24, 24), DataType.Decimal(28, 9),
    ];

    public static IEnumerable<object[]> Aggregates => AggregateCatalogue.All.Select(a => new object[] { a.Name });

    [TestMethod]
    [DynamicData(nameof(Aggregates))]
    public void An_aggregate_of_edge_values_is_the_exact_one(string name)
    {
        var seed = TestSeed.Take();
        var function = AggregateCatalogue.All.First(a => a.Name == name);
        using var oracle = new DuckDbOracle();
        foreach (var (call, index) in Calls(function).Select((c, i) => (c, i)))
        {
            for (var size = 0; size < 12; size++)
            {
                var random = seed.Random((index * 100) + size);
                var type = call.Argument?.Type ?? DataType.Int32;
                var values = Enumerable.Range(0, size).Select(_ => CarrierValues.Next(random, type)).ToList();
                Compare(oracle, call, type, values);
            }
        }
    }

    [TestMethod]
    public void A_sum_that_leaves_its_result_is_an_error()
    {
        var call = Calls(AggregateCatalogue.All.First(a => a.Name == "Sum")).First(c => c.Argument!.Type == DataType.Int64);
        using var oracle = new DuckDbOracle();
        Assert.Throws<DuckDBException>(() => Finish(oracle, call, DataType.Int64, [long.MaxValue, 1L]));
        Assert.AreEqual(long.MaxValue, Finish(oracle, call, DataType.Int64, [long.MaxValue, 1L, -1L]), "in between it may leave it");
    }

    private static IEnumerable<AggregateCall> Calls(AggregateFunction function)
    {
        if (function.ResultType(null) is { } whole)
        {
            return [new AggregateCall("x", function, null, null, whole)];
        }

        decimal?[] parameters = function.Name == "Quantile" ? [0m, 0.000001m, 0.5m, 0.95m, 1m] : [null];
        return from type in Types.SelectMany(t => new[] { t, t.AsNullable() })
               where function.ResultType(type) is not null
               from parameter in parameters
               select new AggregateCall("x", function, new ColumnExpr("v", type), parameter, function.ResultType(type)!.Value);
    }

    private static void Compare(DuckDbOracle oracle, AggregateCall call, DataType type, List<object?> values)
    {
        if (call.Argument is not null && !type.Nullable && values.Count == 0)
        {
            return; // a required result has no value without events: there is no such group
        }

        var sum = values.OfType<object>().Aggregate(BigInteger.Zero, (s, v) => s + (v is Int128 wide ? wide : Convert.ToInt64(v, null)));
        if (call.Function.Name == "Sum" && (type.Kind == TypeKind.Decimal ? BigInteger.Abs(sum) >= BigInteger.Pow(10, 28) : sum > long.MaxValue || sum < long.MinValue))
        {
            Assert.Throws<DuckDBException>(() => Finish(oracle, call, type, values));
            return;
        }

        Assert.AreEqual(Expected(call, values, sum), Finish(oracle, call, type, values), $"{call} over {type} of ({string.Join(", ", values.Select(v => v ?? "null"))})");
    }

    private static object? Finish(DuckDbOracle oracle, AggregateCall call, DataType type, IEnumerable<object?> values)
    {
        var table = oracle.Load([new Field("v", type)], values.Select(v => (IReadOnlyList<object?>)[v]));
        var states = call.Function.Fold(SqlDialect.DuckDb, call, "v").Select((sql, i) => $"{sql} AS s{i}");
        var finish = call.Function.Finish(SqlDialect.DuckDb, call, [.. call.States.Select((_, i) => $"s{i}")]);
        var text = call.ResultType.Kind == TypeKind.Decimal ? $"(({finish})::DECIMAL(38,{call.ResultType.Scale}))::VARCHAR" : finish;
        return oracle.Ask(new OracleQuery($"SELECT {text} FROM (SELECT {string.Join(", ", states)} FROM {table})", [new Field("x", call.ResultType)])).Rows[0][0];
    }

    private static object? Expected(AggregateCall call, List<object?> values, BigInteger sum)
    {
        var present = values.OfType<object>().Order().ToList();
        return call.Function.Name switch
        {
            "Count" => (long)values.Count,
            _ when present.Count == 0 => null,
            "Sum" => call.ResultType.Kind == TypeKind.Decimal ? (object)(Int128)sum : (long)sum,
            "Min" => present[0],
            "Max" => present[^1],
            "Average" => NetFinish.Average(call, (Int128)sum, present.Count),
            "Quantile" => Quantile(call, present),
            _ => throw new AssertFailedException($"Aggregate '{call.Function.Name}' has no expected value here: add one."),
        };
    }

    private static double? Quantile(AggregateCall call, List<object> ordered)
    {
        var decimals = call.Argument!.Type is { Kind: TypeKind.Decimal, Scale: var scale } ? scale : -1;
        var bins = ordered.Select(v => BinSketch.BinOf(decimals < 0 ? Convert.ToDouble(v, null) : (double)(Int128)v / Math.Pow(10, decimals)));
        return (double?)NetFinish.Quantile(call, [.. bins.CountBy(b => b).Select(b => KeyValuePair.Create(b.Key, (long)b.Value)).OrderBy(b => b.Key)]);
    }
}
