using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary>Times made of numbers, and the calendar's lengths; numbers that make none are an error of the event.</summary>
internal static class Calendar
{
    private static readonly Type Time = typeof(DateTime);

    public static readonly ScalarFunction NewDate = Constructor("new_date", 3);
    public static readonly ScalarFunction NewTime = Constructor("new_time", 6);

    public static readonly ScalarFunction DaysInMonth = new()
    {
        Name = "days_in_month",
        Members = [Signature.Method(Time, nameof(DateTime.DaysInMonth), typeof(int), typeof(int))],
        ResultType = Signature.Of(DataType.Int32, TypeKind.Int32, TypeKind.Int32),
        CanFail = true,
        Net = o => Expression.Call(Time, nameof(DateTime.DaysInMonth), null, o[0], o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"day(last_day(make_date({Year(o[0])}, {o[1]}, 1)))::INTEGER" },
            { SqlEngine.Spark, o => $"day(last_day(make_date({SparkYear(o[0])}, {o[1]}, 1)))" },
        },
    };

    public static readonly ScalarFunction IsLeapYear = new()
    {
        Name = "is_leap_year",
        Members = [Signature.Method(Time, nameof(DateTime.IsLeapYear), typeof(int))],
        ResultType = Signature.Of(DataType.Boolean, TypeKind.Int32),
        CanFail = true,
        Net = o => Expression.Call(Time, nameof(DateTime.IsLeapYear), null, o[0]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"({Year(o[0])} % 4 = 0 and (({o[0]}) % 100 <> 0 or ({o[0]}) % 400 = 0))" },
            { SqlEngine.Spark, o => $"({SparkYear(o[0])} % 4 = 0 and (({o[0]}) % 100 <> 0 or ({o[0]}) % 400 = 0))" },
        },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [NewDate, NewTime, DaysInMonth, IsLeapYear];

    private static ScalarFunction Constructor(string name, int numbers) => new()
    {
        Name = name,
        Members = [Time.GetConstructor([.. Enumerable.Repeat(typeof(int), numbers)])!],
        ResultType = a => a.Length == numbers && a.All(x => x.Type == DataType.Int32) ? DataType.Timestamp : null,
        CanFail = true,
        Net = o => TimeCalls.Micros(Expression.New(Time.GetConstructor([.. Enumerable.Repeat(typeof(int), numbers)])!, o.Values)),
        Sql = new() { { SqlEngine.DuckDb, InDuckDb }, { SqlEngine.Spark, InSpark } },
    };

    private static string InDuckDb(SqlOperands o)
    {
        var day = $"epoch_us(make_date({Year(o[0])}, {o[1]}, {o[2]})::TIMESTAMP)";
        return o.Values.Length == 3 ? day
            : $"({day} + {Below(o[3], 24)} * 3600000000 + {Below(o[4], 60)} * 60000000 + {Below(o[5], 60)} * 1000000)";
    }

    private static string InSpark(SqlOperands o)
    {
        string Below(string number, int limit) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"CAST(case when ({number}) between 0 and {limit - 1} then ({number}) else {Spark.Error("no such time")} end AS BIGINT)");
        var day = $"(unix_date(make_date({SparkYear(o[0])}, {o[1]}, {o[2]})) * 86400000000L)";
        return o.Values.Length == 3 ? day
            : $"({day} + {Below(o[3], 24)} * 3600000000 + {Below(o[4], 60)} * 60000000 + {Below(o[5], 60)} * 1000000)";
    }

    private static string SparkYear(string year) =>
        $"(case when ({year}) between 1 and 9999 then ({year}) else {Spark.Error("no such year")} end)";

    /// <summary>DuckDB knows years that C# does not.</summary>
    private static string Year(string year) => $"(case when ({year}) between 1 and 9999 then ({year}) else error('no such year') end)";

    private static string Below(string number, int limit) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"(case when ({number}) between 0 and {limit - 1} then ({number}) else error('no such time') end)::BIGINT");
}
