using System.Collections.Immutable;
using Unified.Aggregates;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Linq;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Json;

/// <summary>
/// Plans that no author would write: any function over any values that it takes, shared and nested, in plans of every kind.
/// </summary>
internal sealed class RandomPlans(Random random)
{
    private static readonly SourceSchema Source = SourceReader.Schema(Trades.Source);
    private static readonly SourceSchema Other = SourceReader.Schema(Trades.WithHistory) with
    {
        Name = "other",
        Topic = "other",
        Partitions = 5
    };

    private readonly PlanBuilder _plan = new("any");

    public JobPlan Next()
    {
        var result = random.Next(4) == 0 ? Rows() : Groups();
        if (random.Next(2) == 0)
        {
            var names = result.Columns.Where(c => result is EmitNode || c.Key is not null).Select(c => c.Field.Name)
                .OrderBy(_ => random.Next()).ToList();
            result = _plan.Order(result, names.Take(random.Next(1, 3)), "order");
        }

        if (result is EmitNode || ((FinishNode)result).Groups[0].Window is not null)
        {
            result = _plan.Keep(result, TimeSpan.FromDays(random.Next(1, 100)), "keep");
        }

        _plan.Mistakes.ThrowIfAny("any");
        return JobPlan.Create("any", result);
    }

    private ResultNode Rows()
    {
        var input = Input();
        return _plan.Emit(input, Pool(input).OrderBy(_ => random.Next()).Take(random.Next(1, 6))
            .Select((e, i) => new ProjectedColumn($"c{i}", e)), "rows");
    }

    private ResultNode Groups()
    {
        var (count, window, types) = (random.Next(1, 4), random.Next(2) == 0, new List<DataType>());
        var groups = new List<GroupBuilder>();
        var columns = new List<ResultColumn>();
        for (var g = 0; g < count; g++)
        {
            var input = Input();
            var pool = Pool(input);
            if (g == 0)
            {
                types.AddRange(pool.OrderBy(_ => random.Next()).Take(random.Next(1, 3)).Select(e => e.Type));
            }

            var keys = types.Select((type, i) => KeyValuePair.Create($"k{i}",
                pool.Where(e => e.Type == type).OrderBy(_ => random.Next()).FirstOrDefault() ?? Constant(type))).ToList();
            if (window)
            {
                var start = Times.Tumbling.TryBind([new ColumnExpr("Time", DataType.Timestamp),
                    new ConstantExpr(3_600_000_000L, DataType.Int64)])!;
                keys.Insert(random.Next(keys.Count + 1), KeyValuePair.Create<string, Expr>("w", start));
            }

            var group = _plan.Group(input, keys, "group");
            groups.Add(group);
            columns.Add(new ResultColumn($"n{g}", null, group.Add($"n{g}", "Count", null, null, count > 1, count > 1, "count",
                Filter(pool))));
            var hidden = group.Use($"_x{g}_0", "Count", null, null, count > 1, count > 1, "hidden", Filter(pool))!;
            columns.Add(new ResultColumn($"x{g}", null, null, Arithmetic.Add.TryBind([hidden.Reference, hidden.Reference])));
            foreach (var argument in pool.Where(e => e.Type is { IsExactNumber: true, Nullable: true }).OrderBy(_ => random.Next()).Take(3))
            {
                var function = new[] { "Min", "Max", "Sum", "MinBy", "MaxBy", "CountDistinct" }[random.Next(6)];
                var by = function.EndsWith("By", StringComparison.Ordinal) ? pool.First(e => e.Type.Kind == TypeKind.Int32) : null;
                var name = $"a{columns.Count}";
                columns.Add(new ResultColumn(name, null, group.Add(name, function, argument, null, count > 1, count > 1, "aggregate",
                    Filter(pool), by)));
            }

            if (pool.FirstOrDefault(e => e.Type == DataType.Int32.AsNullable()) is { } ranked)
            {
                var name = $"q{columns.Count}";
                columns.Add(new ResultColumn(name, null, group.Add(name, "Quantile", ranked, random.Next(1_000_001) / 1_000_000m,
                    count > 1, count > 1, "quantile")));
            }
        }

        columns.AddRange(types.Select((_, i) => new ResultColumn($"k{i}", $"k{i}", null))
            .Concat(window ? [new ResultColumn("w", "w", null)] : []));
        columns.Add(new ResultColumn("d", null, null, new ConstantExpr(random.NextDouble() - 0.5, DataType.Double)));
        var result = _plan.Finish([.. groups], inner: count > 1 && random.Next(2) == 0, [.. columns.OrderBy(_ => random.Next())], "finish");
        return random.Next(2) == 0 ? result : _plan.Having(result, Comparison.Less.TryBind([columns.First(c => c.Name == "x0").Value!,
            new ConstantExpr(random.NextInt64(), DataType.Int64)])!, "having");
    }

    private Expr? Filter(List<Expr> pool) => random.Next(3) > 0 ? null
        : pool.Where(e => e.Type == DataType.Boolean).OrderBy(_ => random.Next()).First();

    private LogicalNode Input() => random.Next(3) > 0 ? Filtered(_plan.Scan(random.Next(2) == 0 ? Source : Other))
        : Filtered(_plan.Concat(Sent(Filtered(_plan.Scan(Source))), Sent(Filtered(_plan.Scan(Other))), "concat"));

    private LogicalNode Sent(LogicalNode input) => _plan.Project(input,
        input.Schema.Select((f, i) => new ProjectedColumn(f.Name,
            i % 2 == 0 ? new ColumnExpr(f.Name, f.Type) : Pool(input).Last(e => e.Type == f.Type))), "project");

    private LogicalNode Filtered(LogicalNode input)
    {
        for (var filters = random.Next(3); filters > 0; filters--)
        {
            input = _plan.Filter(input, Pool(input).Last(e => e.Type == DataType.Boolean), "filter");
        }

        return input;
    }

    // A window is a key of its own.
    private static readonly ImmutableArray<ScalarFunction> Functions = [.. FunctionCatalogue.All.Where(f => !f.IsWindow)];

    // Columns, constants, and what functions make of them and of each other.
    private List<Expr> Pool(LogicalNode input)
    {
        List<Expr> pool = [.. input.Schema.Select(f => new ColumnExpr(f.Name, f.Type)), new ConstantExpr("a\"b\\ü", DataType.String),
            new ConstantExpr(true, DataType.Boolean),
            new ConstantExpr(long.MaxValue, DataType.Int64), new ConstantExpr((Int128)(-1050), DataType.Decimal(4, 2)),
                new ConstantExpr(null, DataType.Int32.AsNullable()),
            new ConstantExpr(7, DataType.Int32), new ConstantExpr(7, DataType.Int32.AsNullable()),
                new ConstantExpr(-1L, DataType.Timestamp)];
        for (var i = 0; i < 60; i++)
        {
            var operands = Enumerable.Range(0, random.Next(1, 4)).Select(_ => pool[random.Next(pool.Count)]).ToImmutableArray();
            var made = random.Next(8) == 0 && operands[0].Type is { Kind: not TypeKind.Decimal, Nullable: false } type
                ? Cast.To(operands[0], type.AsNullable())
                : Functions[random.Next(Functions.Length)].TryBind(operands);
            if (made is not null)
            {
                pool.Add(made);
            }
        }

        return pool;
    }

    private static ConstantExpr Constant(DataType type) => type.Nullable ? new ConstantExpr(null, type) : new ConstantExpr(type.Kind switch
    {
        TypeKind.Boolean => false,
        TypeKind.String => "",
        TypeKind.Enum => type.Members!.Items[0].Number,
        _ => System.Convert.ChangeType(1, type.Carrier == typeof(Int128) ? typeof(int) : type.Carrier,
            System.Globalization.CultureInfo.InvariantCulture) is var one && type.Carrier == typeof(Int128) ? (Int128)(int)one : one,
    }, type);
}
