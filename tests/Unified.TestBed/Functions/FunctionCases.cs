using System.Collections.Immutable;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.TestKit.Functions;

/// <summary>For each function of the catalogue, the operand types (and constants) that it is compared on.</summary>
public static partial class FunctionCases
{
    private static readonly ImmutableArray<DataType> Integers = [DataType.Int32, DataType.Int64];
    private static readonly ImmutableArray<DataType> Numbers =
        [.. Integers, DataType.Decimal(9, 2), DataType.Decimal(18, 4), DataType.Decimal(27, 6)];

    private static readonly ImmutableArray<DataType> Everything =
        [.. Numbers, DataType.Boolean, DataType.String, DataType.Timestamp, DataType.UInt32, DataType.UInt64, DataType.Date, DataType.Time,
            DataType.Duration, DataType.Guid, DataType.Double];

    private static readonly ImmutableArray<DataType> Unsigned = [DataType.UInt32, DataType.UInt64];
    private static readonly DataType Weekday = ClrTypes.TryMap(typeof(DayOfWeek))!.Value;

    private static readonly Dictionary<string, Func<ScalarFunction, IEnumerable<CallExpr?>>> ByName = new(StringComparer.Ordinal)
    {
        ["add"] = f => Pairs(f, [.. Numbers, .. Unsigned, DataType.Double]).Append(Mixed(f)),
        ["subtract"] = f => Pairs(f, [.. Numbers, .. Unsigned, DataType.Double]).Append(Mixed(f)),
        ["multiply"] = f => Pairs(f, [.. Integers, .. Unsigned, DataType.Decimal(9, 2), DataType.Decimal(14, 4),
            DataType.Double]).Append(Mixed(f)),
        ["divide"] = f => Pairs(f, [.. Integers, .. Unsigned, DataType.Double]),
        ["modulo"] = f => Pairs(f, [.. Integers, .. Unsigned]),
        ["negate"] = f => Nullabilities([.. Numbers, DataType.Double]).Select(t => Bind(f, t)),
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
        ["tumbling_offset"] = f => new[] { (3_600_000_000L, 60_000_000L), (604_800_000_000, -86_400_000_000), (7, 3) }
            .Select(w => f.TryBind([Column(0, DataType.Timestamp), new ConstantExpr(w.Item1, DataType.Duration),
                new ConstantExpr(w.Item2, DataType.Duration)])),
        ["tumbling_local"] = f => Zones().SelectMany(z => new[] { 3_600_000_000L, 86_400_000_000, 1_800_000_000 }
            .Select(size => f.TryBind([Column(0, DataType.Timestamp), new ConstantExpr(size, DataType.Duration), z]))),
        ["to_local"] = f => Zones().Select(z => f.TryBind([Column(0, DataType.Timestamp), z])),
        ["window_day"] = f => Zones().Select(z => f.TryBind([Column(0, DataType.Timestamp), z])),
        ["window_week"] = f => Zones().Take(2).SelectMany(z => Enumerable.Range(0, 7).Select(d => f.TryBind([Column(0, DataType.Timestamp),
            new ConstantExpr(d, ClrTypes.TryMap(typeof(DayOfWeek))!.Value), z]))),
        ["window_month"] = f => Zones().Select(z => f.TryBind([Column(0, DataType.Timestamp), z])),
        ["window_quarter"] = f => Zones().Select(z => f.TryBind([Column(0, DataType.Timestamp), z])),
        ["window_year"] = f => Zones().Select(z => f.TryBind([Column(0, DataType.Timestamp), z])),
        ["hopping"] = f => new[] { (3_600_000_000L, 60_000_000L, 0L), (7, 5, 3), (86_400_000_000, 3_600_000_001, -11), (9, 9, 0) }
            .Select(w => f.TryBind([Column(0, DataType.Timestamp), Length(w.Item1), Length(w.Item2), Length(w.Item3)])),
        ["each"] = f => new[] { [60_000_000L], [86_400_000_000, 60_000_000, 3_600_000_000], new[] { 15L, 6 } }
            .Select(w => f.TryBind([Column(0, DataType.Timestamp), .. w.Select(Length)])),
        ["session"] = f => new[] { 1L, 7, 10_000_000, 86_400_000_000 }
            .Select(gap => f.TryBind([Column(0, DataType.Timestamp), Length(gap)])),
        ["date"] = f => [Bind(f, DataType.Timestamp)],
        ["year"] = f => [Bind(f, DataType.Timestamp)],
        ["month"] = f => [Bind(f, DataType.Timestamp)],
        ["day"] = f => [Bind(f, DataType.Timestamp)],
        ["hour"] = f => [Bind(f, DataType.Timestamp)],
        ["day_year"] = f => [Bind(f, DataType.Date)],
        ["day_month"] = f => [Bind(f, DataType.Date)],
        ["day_day"] = f => [Bind(f, DataType.Date)],
        ["day_of_year_of_day"] = f => [Bind(f, DataType.Date)],
        ["day_of_week_of_day"] = f => [Bind(f, DataType.Date)],
        ["day_number"] = f => [Bind(f, DataType.Date)],
        ["day_add_days"] = f => [Bind(f, DataType.Date, DataType.Int32)],
        ["day_add_months"] = f => [Bind(f, DataType.Date, DataType.Int32)],
        ["day_add_years"] = f => [Bind(f, DataType.Date, DataType.Int32)],
        ["day_of_time"] = f => [Bind(f, DataType.Timestamp)],
        ["day_to_time"] = f => [Bind(f, DataType.Date, DataType.Time)],
        ["clock_hour"] = f => [Bind(f, DataType.Time)],
        ["clock_minute"] = f => [Bind(f, DataType.Time)],
        ["clock_second"] = f => [Bind(f, DataType.Time)],
        ["clock_millisecond"] = f => [Bind(f, DataType.Time)],
        ["clock_of_time"] = f => [Bind(f, DataType.Timestamp)],
        ["clock_to_duration"] = f => [Bind(f, DataType.Time)],
        ["time_between"] = f => Nullables(f, DataType.Timestamp, DataType.Timestamp),
        ["time_add"] = f => Nullables(f, DataType.Timestamp, DataType.Duration),
        ["time_subtract"] = f => Nullables(f, DataType.Timestamp, DataType.Duration),
        ["duration_add"] = f => Nullables(f, DataType.Duration, DataType.Duration),
        ["duration_subtract"] = f => Nullables(f, DataType.Duration, DataType.Duration),
        ["duration_negate"] = f => [Bind(f, DataType.Duration)],
        ["duration_abs"] = f => [Bind(f, DataType.Duration)],
        ["time_of_day"] = f => [Bind(f, DataType.Timestamp)],
        ["total_days"] = f => [Bind(f, DataType.Duration)],
        ["total_hours"] = f => [Bind(f, DataType.Duration)],
        ["total_minutes"] = f => [Bind(f, DataType.Duration)],
        ["total_seconds"] = f => [Bind(f, DataType.Duration)],
        ["duration_days"] = f => [Bind(f, DataType.Duration)],
        ["duration_hours"] = f => [Bind(f, DataType.Duration)],
        ["duration_minutes"] = f => [Bind(f, DataType.Duration)],
        ["duration_seconds"] = f => [Bind(f, DataType.Duration)],
        ["duration_milliseconds"] = f => [Bind(f, DataType.Duration)],
        ["total_milliseconds"] = f => [Bind(f, DataType.Duration)],
        ["from_unix_seconds"] = f => [Bind(f, DataType.Int64)],
        ["from_unix_milliseconds"] = f => [Bind(f, DataType.Int64)],
        ["to_unix_seconds"] = f => [Bind(f, DataType.Timestamp)],
        ["to_unix_milliseconds"] = f => [Bind(f, DataType.Timestamp)],
        ["utc"] = f => [Bind(f, DataType.Timestamp)],
        ["guid_text"] = f => [Bind(f, DataType.Guid)],
        ["cast"] = _ => Casts(),
    };

    /// <summary>The calls that a function is compared on; empty when nobody wrote a case for it.</summary>
    public static IReadOnlyList<CallExpr> Of(ScalarFunction function) =>
        !ByName.TryGetValue(function.Name, out var cases) && !Texts.TryGetValue(function.Name, out cases)
            && !NumbersAndTimes.TryGetValue(function.Name, out cases) ? []
        : [.. cases(function).Select((c, i) => c ?? throw new InvalidOperationException($"Case {i} of '{function.Name}' does not bind."))];

    private static IEnumerable<CallExpr?> Orderings(ScalarFunction f) => Pairs(f,
        [.. Numbers, DataType.Timestamp, DataType.Double, .. Unsigned, DataType.Date, DataType.Time, DataType.Duration]).Append(Mixed(f));

    private static IEnumerable<CallExpr?> Pairs(ScalarFunction f, IEnumerable<DataType> types) => types.SelectMany(t => new[]
    {
        Bind(f, t, t), Bind(f, t.AsNullable(), t), Bind(f, t, t.AsNullable()), Bind(f, t.AsNullable(), t.AsNullable()),
    });

    private static IEnumerable<CallExpr?> Nullables(ScalarFunction f, DataType left, DataType right) =>
        [Bind(f, left, right), Bind(f, left.AsNullable(), right), Bind(f, left, right.AsNullable())];

    private static IEnumerable<Expr> Zones() =>
        new[] { "UTC", "America/New_York", "America/Sao_Paulo", "Atlantic/Azores", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe" }
            .Select(z => new ConstantExpr(z, DataType.String));

    private static ConstantExpr Length(long micros) => new(micros, DataType.Duration);

    private static CallExpr? Mixed(ScalarFunction f) => Bind(f, DataType.Decimal(12, 1), DataType.Decimal(9, 5));

    private static IEnumerable<DataType> Nullabilities(IEnumerable<DataType> types) => types.SelectMany(t => new[] { t, t.AsNullable() });

    private static IEnumerable<CallExpr?> Casts()
    {
        ImmutableArray<DataType> sources = [.. Everything, Weekday, new(TypeKind.UInt8), new(TypeKind.Int16), new(TypeKind.UInt16)];
        DataType[] targets = [.. sources, DataType.Decimal(10, 0), DataType.Decimal(19, 0), DataType.Decimal(28, 8)];
        return from source in Nullabilities(sources)
               from target in Nullabilities(targets)
               where source != target && Cast.Widens(source, target)
               select Cast.To(Column(0, source), target) as CallExpr;
    }

    /// <summary>A column whose values are 0 to 3: positions that many texts have.</summary>
    private static CallExpr Small(int index) => FunctionCatalogue.Find("bit_and")!.TryBind([Column(index, DataType.Int32), Const(3)])!;

    private static ConstantExpr Const(object? value) => new(value, value switch
    {
        int => DataType.Int32,
        long => DataType.Int64,
        string => DataType.String,
        bool => DataType.Boolean,
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    });

    private static CallExpr? Call(ScalarFunction f, params IEnumerable<Expr> operands) => f.TryBind([.. operands]);

    private static CallExpr? Bind(ScalarFunction f, params IEnumerable<DataType> types) =>
        f.TryBind([.. types.Select((t, i) => Column(i, t))]);

    private static ColumnExpr Column(int index, DataType type) => new($"c{index}", type);
}
