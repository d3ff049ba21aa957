using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Time;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary>
/// Times moved by whole units. C#'s <c>AddDays</c> takes a double; what is added is an integer here, which a double holds exactly. A time
/// outside the years 1 to 9999 is an error of the event.
/// </summary>
internal static class TimeShifts
{
    private const long Second = Timestamps.MicrosPerSecond;
    private const string First = "-62135596800000000";
    private const string Last = "253402300799999999";

    public static readonly ImmutableArray<ScalarFunction> All =
    [
        Units("add_days", nameof(DateTime.AddDays), Timestamps.MicrosPerDay, TypeKind.Int32, TypeKind.Int64),
        Units("add_hours", nameof(DateTime.AddHours), 3600 * Second, TypeKind.Int32, TypeKind.Int64),
        Units("add_minutes", nameof(DateTime.AddMinutes), 60 * Second, TypeKind.Int32, TypeKind.Int64),
        Units("add_seconds", nameof(DateTime.AddSeconds), Second, TypeKind.Int32, TypeKind.Int64),
        Units("add_milliseconds", nameof(DateTime.AddMilliseconds), 1000, TypeKind.Int32, TypeKind.Int64),

        // A double does not hold every long, and the microseconds of ten thousand years need it to.
        Units("add_microseconds", nameof(DateTime.AddMicroseconds), 1, TypeKind.Int32),
        Months("add_months", nameof(DateTime.AddMonths), 1, 120_000),
        Months("add_years", nameof(DateTime.AddYears), 12, 10_000),
    ];

    private static ScalarFunction Units(string name, string method, long unit, params TypeKind[] counts) => new()
    {
        Name = name,
        Members = [Signature.Method(typeof(DateTime), method, typeof(double))],
        ResultType = a => a.Length == 2 && a[0].Type == DataType.Timestamp && !a[1].Type.Nullable && counts.Contains(a[1].Type.Kind)
            ? DataType.Timestamp : null,
        CanFail = true,
        Net = o => TimeCalls.Micros(Expression.Call(TimeCalls.DateTime(o[0]), method, null, Expression.Convert(o[1], typeof(double)))),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Moved(o, unit) },
            { SqlEngine.Spark, o => Spark.CheckedTime(string.Create(CultureInfo.InvariantCulture,
                $"(CAST({o[0]} AS DECIMAL(20,0)) + CAST({o[1]} AS DECIMAL(20,0)) * {unit})")) },
        },
    };

    private static string Moved(SqlOperands o, long unit)
    {
        var moved = string.Create(CultureInfo.InvariantCulture, $"(({o[0]})::HUGEINT + ({o[1]})::HUGEINT * {unit})");
        return $"(case when {moved} between {First} and {Last} then {moved} else error('a time outside the years 1 to 9999') end)::BIGINT";
    }

    private static ScalarFunction Months(string name, string method, int months, int most) => new()
    {
        Name = name,
        Members = [Signature.Method(typeof(DateTime), method, typeof(int))],
        ResultType = Signature.Of(DataType.Timestamp, TypeKind.Timestamp, TypeKind.Int32),
        CanFail = true,
        Net = o => TimeCalls.Micros(Expression.Call(TimeCalls.DateTime(o[0]), method, null, o[1])),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Moved(o, months, most) },
            { SqlEngine.Spark, o => Spark.CheckedTime(string.Create(CultureInfo.InvariantCulture,
                $"unix_micros(timestampadd(MONTH, case when ({o[1]}) between -{most} and {most} then ({o[1]}) * {months} ")
                + $"else {Spark.Error("too many")} end, {Spark.Time(o[0])}))") },
        },
    };

    private static string Moved(SqlOperands o, int months, int most)
    {
        var count = string.Create(CultureInfo.InvariantCulture,
            $"(case when ({o[1]}) between -{most} and {most} then ({o[1]}) * {months} else error('too many') end)");
        var moved = $"epoch_us(make_timestamp({o[0]}) + to_months({count}))";
        return $"(case when {moved} between {First} and {Last} then {moved} else error('a time outside the years 1 to 9999') end)::BIGINT";
    }
}
