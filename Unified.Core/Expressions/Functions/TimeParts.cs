using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Parts of a UTC time, all int but the ticks; before 1970 as after it.</summary>
internal static class TimeParts
{
    private const long Second = Timestamps.MicrosPerSecond;

    public static readonly ImmutableArray<ScalarFunction> All =
    [
        Within("minute", nameof(DateTime.Minute), 3600 * Second, 60 * Second),
        Within("second", nameof(DateTime.Second), 60 * Second, Second),
        Within("millisecond", nameof(DateTime.Millisecond), Second, 1000),
        Within("microsecond", nameof(DateTime.Microsecond), 1000, 1),
        Part("day_of_week", nameof(DateTime.DayOfWeek), o => $"dayofweek(make_timestamp({o}))",
            o => $"(dayofweek({Spark.Time(o)}) - 1)", ClrTypes.TryMap(typeof(DayOfWeek))),
        Part("day_of_year", nameof(DateTime.DayOfYear), o => $"dayofyear(make_timestamp({o}))",
            o => $"dayofyear({Spark.Time(o)})"),
        Ticks(),
        Iso("iso_year", nameof(System.Globalization.ISOWeek.GetYear), "isoyear", o => $"extract(YEAROFWEEK FROM {Spark.Time(o)})"),
        Iso("iso_week", nameof(System.Globalization.ISOWeek.GetWeekOfYear), "week", o => $"weekofyear({Spark.Time(o)})"),
    ];

    private static ScalarFunction Within(string name, string property, long period, long unit) => new()
    {
        Name = name,
        Members = [typeof(DateTime).GetProperty(property)!],
        ResultType = Signature.Of(DataType.Int32, TypeKind.Timestamp),
        CanFail = true,
        Net = o => Expression.Property(TimeCalls.DateTime(o[0]), property),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"{TimeCalls.Within(o[0], period, unit)}::INTEGER" },
            { SqlEngine.ClickHouse, o => TimeCalls.WithinClickHouse(o[0], period, unit) },
            { SqlEngine.Spark, o => $"CAST({TimeCalls.WithinSpark(o[0], period, unit)} AS INT)" },
        },
    };

    private static ScalarFunction Part(string name, string property, Func<string, string> duckDb, Func<string, string> spark,
        DataType? result = null) => new()
        {
            Name = name,
            Members = [typeof(DateTime).GetProperty(property)!],
            ResultType = Signature.Of(result ?? DataType.Int32, TypeKind.Timestamp),
            CanFail = true,
            Net = o => Expression.Convert(Expression.Property(TimeCalls.DateTime(o[0]), property), typeof(int)),
            Sql = new() { { SqlEngine.DuckDb, o => $"{duckDb(o[0])}::INTEGER" }, { SqlEngine.Spark, o => spark(o[0]) } },
        };

    private static ScalarFunction Ticks() => new()
    {
        Name = "ticks",
        Members = [typeof(DateTime).GetProperty(nameof(DateTime.Ticks))!],
        ResultType = Signature.Of(DataType.Int64, TypeKind.Timestamp),
        CanFail = true,
        Net = o => Expression.Property(TimeCalls.DateTime(o[0]), nameof(DateTime.Ticks)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(({o[0]}) * 10 + 621355968000000000)::BIGINT" },
            { SqlEngine.ClickHouse, o => $"(toUnixTimestamp64Micro({o[0]}) * 10 + 621355968000000000)" },
            { SqlEngine.Spark, o => $"(({o[0]}) * 10 + 621355968000000000)" },
        },
    };

    private static ScalarFunction Iso(string name, string method, string duckDb, Func<string, string> spark) => new()
    {
        Name = name,
        Members = [Signature.Method(typeof(System.Globalization.ISOWeek), method, typeof(DateTime))],
        ResultType = Signature.Of(DataType.Int32, TypeKind.Timestamp),
        CanFail = true,
        Net = o => Expression.Call(typeof(System.Globalization.ISOWeek), method, null, TimeCalls.DateTime(o[0])),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"{duckDb}(make_timestamp({o[0]}))::INTEGER" },
            { SqlEngine.Spark, o => $"CAST({spark(o[0])} AS INT)" },
        },
    };
}
