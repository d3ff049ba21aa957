using Unified.Expressions;
using Unified.Types;

namespace Unified.TestKit.Functions;

/// <summary>The cases of functions of numbers and times.</summary>
public static partial class FunctionCases
{
    private static readonly DataType[] Fractions = [DataType.Decimal(4, 4), DataType.Decimal(9, 2), DataType.Decimal(18, 4),
        DataType.Decimal(28, 6)];

    private static readonly Dictionary<string, Func<ScalarFunction, IEnumerable<CallExpr?>>> NumbersAndTimes = new(StringComparer.Ordinal)
    {
        ["min"] = f => Numbers.Select(t => Bind(f, t, t)).Append(Mixed(f)),
        ["max"] = f => Numbers.Select(t => Bind(f, t, t)).Append(Mixed(f)),
        ["sign"] = f => Numbers.Select(t => Bind(f, t)),
        ["clamp"] = f => Numbers.Select(t => Bind(f, t, t, t)).Append(Bind(f, DataType.Decimal(12, 1), DataType.Decimal(9, 5),
            DataType.Decimal(2, 2))),
        ["bit_and"] = f => Pairs(f, Integers),
        ["bit_or"] = f => Pairs(f, Integers),
        ["bit_xor"] = f => Pairs(f, Integers),
        ["bit_not"] = f => Nullabilities(Integers).Select(t => Bind(f, t)),
        ["shift_left"] = Shifts,
        ["shift_right"] = Shifts,
        ["round"] = f => Fractions.SelectMany(t => Enumerable.Range(0, 5).SelectMany(digits => Enumerable.Range(0, 5)
            .Select(mode => Call(f, Column(0, t), Const(digits), Const(mode))))),
        ["round_whole"] = f => Fractions.SelectMany(t => Enumerable.Range(0, 5).Select(mode => Call(f, Column(0, t), Const(mode)))),
        ["floor"] = f => Fractions.Select(t => Bind(f, t)),
        ["ceiling"] = f => Fractions.Select(t => Bind(f, t)),
        ["truncate"] = f => Fractions.Select(t => Bind(f, t)),
        ["decimal_divide"] = f => new[] { 0, 2, 6, 12 }.SelectMany(scale => Fractions[..3].SelectMany(a => Fractions[..3]
            .Select(b => Call(f, Column(0, a), Column(1, b), Const(scale))))),
        ["minute"] = Time,
        ["second"] = Time,
        ["millisecond"] = Time,
        ["microsecond"] = Time,
        ["day_of_week"] = Time,
        ["day_of_year"] = Time,
        ["ticks"] = Time,
        ["iso_year"] = Time,
        ["iso_week"] = Time,
        ["add_days"] = Moves,
        ["add_hours"] = Moves,
        ["add_minutes"] = Moves,
        ["add_seconds"] = Moves,
        ["add_milliseconds"] = Moves,
        ["add_microseconds"] = f => [Bind(f, DataType.Timestamp, DataType.Int32)],
        ["add_months"] = f => [Bind(f, DataType.Timestamp, DataType.Int32)],
        ["add_years"] = f => [Bind(f, DataType.Timestamp, DataType.Int32)],
        ["new_date"] = f => [Bind(f, DataType.Int32, DataType.Int32, DataType.Int32), Call(f, Column(0, DataType.Int32), Small(1),
            Small(2)),
            Call(f, Const(2023), Const(2), Column(0, DataType.Int32)), Call(f, Const(2024), Small(0), Const(29)), Call(f, Const(10_000),
                Const(1), Small(0))],
        ["new_time"] = f => [Call(f, Column(0, DataType.Int32), Small(1), Small(2), Small(3), Column(4, DataType.Int32), Const(59)),
            Call(f, Const(1), Const(1), Const(1), Small(0), Small(1), Small(2)), Call(f, Const(9999), Const(12), Const(31), Const(23),
                Const(59), Const(60))],
        ["days_in_month"] = f => [Bind(f, DataType.Int32, DataType.Int32), Call(f, Column(0, DataType.Int32), Const(2))],
        ["is_leap_year"] = f => [Bind(f, DataType.Int32)],
    };

    private static IEnumerable<CallExpr?> Time(ScalarFunction f) => [Bind(f, DataType.Timestamp)];

    private static IEnumerable<CallExpr?> Moves(ScalarFunction f) =>
        [Bind(f, DataType.Timestamp, DataType.Int32), Bind(f, DataType.Timestamp, DataType.Int64), Call(f, Column(0, DataType.Timestamp),
            Small(1))];

    private static IEnumerable<CallExpr?> Shifts(ScalarFunction f) => Integers.SelectMany(t => new[]
    {
        Bind(f, t, DataType.Int32), Bind(f, t.AsNullable(), DataType.Int32), Bind(f, t, DataType.Int32.AsNullable()), Call(f, Column(0, t),
            Small(1)),
    });
}
