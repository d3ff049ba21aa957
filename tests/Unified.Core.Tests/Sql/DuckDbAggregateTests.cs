using System.Collections.Immutable;
using DuckDB.NET.Data;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Errors;
using Unified.Expressions;
using Unified.Lowering;
using Unified.Plans;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Functions;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Core.Tests.Sql;

/// <summary>Each aggregate folded and finished by DuckDB over edge values, against integers without limits.</summary>
[TestClass]
public sealed class DuckDbAggregateTests
{
    private static readonly ImmutableArray<DataType> Types =
    [
        DataType.Int32, DataType.Int64, DataType.Decimal(4, 4), DataType.Decimal(15, 6), DataType.Decimal(24, 0), DataType.Decimal(24, 12),
            DataType.Decimal(24, 24), DataType.Decimal(28, 9), new(TypeKind.Int8), new(TypeKind.UInt8), new(TypeKind.Int16),
        new(TypeKind.UInt16), DataType.UInt32, DataType.UInt64, DataType.Double, DataType.Single, DataType.Timestamp, DataType.Date,
        DataType.Time, DataType.Duration, DataType.String, DataType.Boolean,
    ];

    public static IEnumerable<object[]> Aggregates => AggregateCatalogue.All
        .Where(a => a.Name != "ApproximateCountDistinct")
        .Select(a => new object[] { a.Name });

    [TestMethod]
    [DynamicData(nameof(Aggregates))]
    public void An_aggregate_of_edge_values_is_the_exact_one(string name)
    {
        var seed = TestSeed.Take();
        var function = AggregateCatalogue.All.First(a => a.Name == name);
        using var oracle = new DuckDbOracle();
        foreach (var (call, index) in TestRounds.Some(Calls(function).Select((c, i) => (c, i)), ci: 12, seed.Random(-1)))
        {
            foreach (var size in new[] { 0, 1, 2, 3, 5, 11 })
            {
                var random = seed.Random((index * 100) + size);
                var type = call.Argument?.Type ?? DataType.Int32;
                Compare(oracle, call, type, PlainEvent.Random(random, size, () => CarrierValues.Next(random, type),
                    () => call.By is { } by ? CarrierValues.Next(random, by.Type) : null));
            }
        }
    }

    [TestMethod]
    [DataRow("First", TypeKind.Int32)]
    [DataRow("MaxBy", TypeKind.Date)]
    [DataRow("Top", TypeKind.Int32)]
    [DataRow("StringJoin", TypeKind.String)]
    [DataRow("ApproximateCountDistinct", TypeKind.String)]
    public void What_DuckDB_does_not_compute_exactly_is_refused_by_name(string name, TypeKind argument)
    {
        var call = KernelFold.Call(AggregateCatalogue.Find(name)!, new DataType(argument));
        var refused = Assert.ThrowsExactly<DefinitionException>(() =>
            call.Function.Fold(SqlEngine.DuckDb, call, new FoldOperands("v", "w")));
        Assert.AreEqual("UNI0090", refused.Code);
        StringAssert.Contains(refused.Message, "DuckDB");
    }

    [TestMethod]
    public void A_sum_that_leaves_its_result_is_an_error()
    {
        var call = Calls(AggregateCatalogue.All.First(a => a.Name == "Sum")).First(c => c.Argument!.Type == DataType.Int64);
        using var oracle = new DuckDbOracle();
        Assert.Throws<DuckDBException>(() => Finish(oracle, call, DataType.Int64, PlainEvent.Of([long.MaxValue, 1L])));
        Assert.AreEqual(long.MaxValue, Finish(oracle, call, DataType.Int64, PlainEvent.Of([long.MaxValue, 1L, -1L])),
            "in between it may leave it");
    }

    private static IEnumerable<AggregateCall> Calls(AggregateFunction function)
    {
        if (function.Name is "Count" or "Rate")
        {
            return Types.Append(DataType.Double.AsNullable()).Select(t => (DataType?)t).Prepend(null)
                .Where(t => function.ResultType(t) is not null).Select(t => KernelFold.Call(function, t));
        }

        if (function.Order != EventOrder.None)
        {
            DataType[] orders = [DataType.Timestamp, DataType.Int32, DataType.Double.AsNullable(), DataType.String, DataType.Decimal(9, 2)];
            return Types.SelectMany(t => new[] { t, t.AsNullable() }).Where(t => function.ResultType(t) is not null)
                .Select((t, i) => KernelFold.Call(function, t, orders[i % orders.Length]));
        }

        if (function.HasSecond)
        {
            DataType[] seconds = [DataType.Double.AsNullable(), DataType.Int64, DataType.Decimal(9, 2)];
            return Types.SelectMany(t => new[] { t, t.AsNullable() }).Where(t => function.ResultType(t, t) is not null)
                .Select((t, i) => KernelFold.Call(function, t, i % 4 == 0 ? t : seconds[(i % 4) - 1]));
        }

        if (function.Name is "Histogram" or "TopFrequent")
        {
            return Types.SelectMany(t => new[] { t, t.AsNullable() }).Where(t => function.ResultType(t) is not null)
                .Select(t => KernelFold.Call(function, t));
        }

        decimal?[] parameters = function.Name == "Quantile" ? [0m, 0.000001m, 0.5m, 0.95m, 1m] : [null];
        return from type in Types.SelectMany(t => new[] { t, t.AsNullable() })
               where function.ResultType(type) is not null
               from parameter in parameters
               select new AggregateCall("x", function, new ColumnExpr("v", type), parameter, function.ResultType(type)!.Value);
    }

    // Values of expressions are numbers where stored columns are times.
    private static DataType Plain(DataType type) => (type.Kind switch
    {
        TypeKind.Timestamp or TypeKind.Time => DataType.Int64,
        TypeKind.Date => DataType.Int32,
        _ => type,
    }).WithNull(type.Nullable);

    private static void Compare(DuckDbOracle oracle, AggregateCall call, DataType type, IReadOnlyList<PlainEvent> events)
    {
        if (call.Argument is not null && !call.ResultType.Nullable && events.Count == 0)
        {
            return; // a required result has no value without events: there is no such group
        }

        object? expected;
        try
        {
            expected = PlainAggregates.Result(call, events);
        }
        catch (OverflowException)
        {
            Assert.Throws<DuckDBException>(() => Finish(oracle, call, type, events));
            return;
        }

        Assert.AreEqual(Plain(expected), Plain(Finish(oracle, call, type, events)),
            $"{call} over {type} of ({string.Join(", ", events.Select(e => $"{e.Value ?? "null"}, {e.By ?? "null"}"))})");
    }

    // A list as a text of its values.
    private static object? Plain(object? value) => value is System.Collections.IEnumerable and not string and var list
        ? string.Join(" | ", list.Cast<object>().Select(v => v is double or float
            ? Convert.ToDouble(v, System.Globalization.CultureInfo.InvariantCulture) + 0.0 : v)) : value;

    private static object? Finish(DuckDbOracle oracle, AggregateCall call, DataType type, IReadOnlyList<PlainEvent> events)
    {
        var columns = new[] { "#l", "#p", "#o", "#b" }.Select(n => new Field(n, DataType.Int64));
        var table = oracle.Load([new Field("v", Plain(type)), new Field("w", Plain(call.By?.Type ?? DataType.Int32.AsNullable())),
            .. columns], events.Select(e => (IReadOnlyList<object?>)[e.Value, call.Function.IsOrderedByItself ? e.Value : e.By,
                (long)e.Log, (long)e.Partition, e.Offset, (long)e.Branch]));
        var operands = new FoldOperands("v", "w", new FoldPlace("\"#l\"", "\"#p\"", "\"#o\"", "\"#b\""));
        var states = call.Function.Fold(SqlEngine.DuckDb, call, operands).Select((sql, i) => $"{sql} AS s{i}");
        var finish = call.Function.Finish(SqlEngine.DuckDb, call, [.. call.States.Select((_, i) => $"s{i}")]);
        var text = call.ResultType.Kind == TypeKind.Decimal ? $"(({finish})::DECIMAL(38,{call.ResultType.Scale}))::VARCHAR" : finish;
        return oracle.Ask(new OracleQuery($"SELECT {text} FROM (SELECT {string.Join(", ", states)} FROM {table})",
            [new ValueColumn(new Field("x", call.ResultType))])).Rows[0][0];
    }
}
