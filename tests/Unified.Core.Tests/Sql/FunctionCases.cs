using System.Collections.Immutable;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;

namespace Unified.Core.Tests.Sql;

/// <summary>For each function of the catalogue, the operand types (and constants) that it is compared on.</summary>
internal static class FunctionCases
{
    private static readonly ImmutableArray<DataType> Integers = [DataType.Int32, DataType.Int64];
    private static readonly ImmutableArray<DataType> Numbers = [.. Integers, DataType.Decimal(9, 2), DataType.Decimal(18, 4), DataType.Decimal(27, 6)];

    private static readonly ImmutableArray<DataType> Everything =
        [.. Numbers, DataType.Boolean, DataType.String, DataType.Timestamp];

    private static readonly Dictionary<string, Func<ScalarFunction, IEnumerable<CallExpr?>>> ByName = new(StringComparer.Ordinal)
    {
        ["add"] = f => Pairs(f, Numbers).Append(Mixed(f)),
        ["subtract"] = f => Pairs(f, Numbers).Append(Mixed(f)),
        ["multiply"] = f => Pairs(f, [.. Integers, DataType.Decimal(9, 2), DataType.Decimal(14, 4)]).Append(Mixed(f)),
        ["divide"] = f => Pairs(f, Integers),
        ["modulo"] = f => Pairs(f, Integers),
        ["negate"] = f => Nullabilities(Numbers).Select(t => Bind(f, t)),
        ["abs"] = f => Numbers.Select(t => Bind(f, t)),
        ["equal"] = f => Pairs(f, Everything).Append(Mixed(f)),
        ["not_equal"] = f => Pairs(f, Everything).Append(Mixed(f)),
        ["less"] = Orderings,
        ["less_or_equal"] = Orderings,
        ["greater"] = Orderings,
        ["greater_or_equal"] = Orderings,
        ["and"] = f => [Bind(f, DataType.Boolean, DataType.Boolean)],
        ["or"] = f => [Bind(f, DataType.Boolean, DataType.Boolean)],
        ["not"] = f => [Bind(f, DataType.Boolean)],
        ["if"] = f => Everything.SelectMany(t => new[] { Bind(f, DataType.Boolean, t, t), Bind(f, DataType.Boolean, t.AsNullable(), t) }),
        ["coalesce"] = f => Everything.SelectMany(t => new[] { Bind(f, t.AsNullable(), t), Bind(f, t.AsNullable(), t.AsNullable()) }),
        ["has_value"] = f => Everything.Where(t => t.Kind != TypeKind.String).Select(t => Bind(f, t.AsNullable())),
        ["value"] = f => Everything.Where(t => t.Kind != TypeKind.String).Select(t => Bind(f, t.AsNullable())),
        ["length"] = f => [Bind(f, DataType.String)],
        ["starts_with"] = f => [Bind(f, DataType.String, DataType.String)],
        ["ends_with"] = f => [Bind(f, DataType.String, DataType.String)],
        ["contains"] = f => [Bind(f, DataType.String, DataType.String)],
        ["tumbling"] = f => new[] { 1L, 7, 1_000_000, 3_600_000_000, 86_400_000_000, 604_800_000_000 }
            .Select(size => f.TryBind([Column(0, DataType.Timestamp), new ConstantExpr(size, DataType.Int64)])),
        ["date"] = f => [Bind(f, DataType.Timestamp)],
        ["year"] = f => [Bind(f, DataType.Timestamp)],
        ["month"] = f => [Bind(f, DataType.Timestamp)],
        ["day"] = f => [Bind(f, DataType.Timestamp)],
        ["hour"] = f => [Bind(f, DataType.Timestamp)],
        ["cast"] = _ => Casts(),
    };

    /// <summary>The calls that a function is compared on; empty when nobody wrote a case for it.</summary>
    public static IReadOnlyList<CallExpr> Of(ScalarFunction function) => !ByName.TryGetValue(function.Name, out var cases) ? []
        : [.. cases(function).Select((c, i) => c ?? throw new AssertFailedException($"Case {i} of '{function.Name}' does not bind."))];

    private static IEnumerable<CallExpr?> Orderings(ScalarFunction f) => Pairs(f, [.. Numbers, DataType.Timestamp]).Append(Mixed(f));

    private static IEnumerable<CallExpr?> Pairs(ScalarFunction f, IEnumerable<DataType> types) => types.SelectMany(t => new[]
    {
        Bind(f, t, t), Bind(f, t.AsNullable(), t), Bind(f, t, t.AsNullable()), Bind(f, t.AsNullable(), t.AsNullable()),
    });

    private static CallExpr? Mixed(ScalarFunction f) => Bind(f, DataType.Decimal(12, 1), DataType.Decimal(9, 5));

    private static IEnumerable<DataType> Nullabilities(IEnumerable<DataType> types) => types.SelectMany(t => new[] { t, t.AsNullable() });

    private static IEnumerable<CallExpr?> Casts()
    {
        DataType[] targets = [.. Everything, DataType.Decimal(10, 0), DataType.Decimal(19, 0), DataType.Decimal(28, 8)];
        return from source in Nullabilities(Everything)
               from target in Nullabilities(targets)
               where source != target && Cast.Widens(source, target)
               select Cast.To(Column(0, source), target) as CallExpr;
    }

    private static CallExpr? Bind(ScalarFunction f, params IEnumerable<DataType> types) => f.TryBind([.. types.Select((t, i) => Column(i, t))]);

    private static ColumnExpr Column(int index, DataType type) => new($"c{index}", type);
}
