using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Definition;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Functions of UTC times in microseconds.</summary>
internal static class Times
{
    /// <summary>The start of a tumbling window: <c>Window.Tumbling(time, size)</c>; the size reaches the plan as microseconds.</summary>
    public static readonly ScalarFunction Tumbling = new()
    {
        Name = "tumbling",
        IsWindow = true,
        CanFail = true,
        Members = [Signature.Method(typeof(Window), nameof(Window.Tumbling), typeof(DateTime), typeof(TimeSpan))],
        // As a number: what it prints is part of every version that there is.
        Prepare = a => a is [_, ConstantExpr { Value: long size, Type.Kind: TypeKind.Duration }]
            ? [a[0], new ConstantExpr(size, DataType.Int64)] : a,
        ResultType = a => a is [{ Type: { Kind: TypeKind.Timestamp, Nullable: false } }, ConstantExpr { Value: long and > 0 }]
            ? DataType.Timestamp : null,
        Net = o => Expression.Call(typeof(Timestamps), nameof(Timestamps.Floor), null, o[0], o[1]),
        Sql = new() { { SqlEngine.DuckDb, o => DuckDb.Floor(o[0], o[1]) }, { SqlEngine.Spark, o => Spark.Floor(o[0], o[1]) } },
    };

    /// <summary><c>time.Date</c>: midnight before it.</summary>
    public static readonly ScalarFunction Date = new()
    {
        Name = "date",
        CanFail = true,
        Members = [typeof(DateTime).GetProperty(nameof(DateTime.Date))!],
        ResultType = OneTime(DataType.Timestamp),
        Net = o => Expression.Call(typeof(Timestamps), nameof(Timestamps.Floor), null, o[0], Expression.Constant(Timestamps.MicrosPerDay)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => DuckDb.Floor(o[0], Timestamps.MicrosPerDay.ToString(CultureInfo.InvariantCulture)) },
            { SqlEngine.ClickHouse, o => ClickHouse.Floor(o[0], Timestamps.MicrosPerDay) },
            { SqlEngine.Spark, o => Spark.Floor(o[0], Timestamps.MicrosPerDay.ToString(CultureInfo.InvariantCulture)) },
        },
        Fails = Storable,
    };

    public static readonly ScalarFunction Year = Part("year", nameof(DateTime.Year), "year", "toYear");
    public static readonly ScalarFunction Month = Part("month", nameof(DateTime.Month), "month", "toMonth");
    public static readonly ScalarFunction Day = Part("day", nameof(DateTime.Day), "day", "toDayOfMonth");
    public static readonly ScalarFunction Hour = Part("hour", nameof(DateTime.Hour), "hour", "toHour");

    public static readonly ImmutableArray<ScalarFunction> All = [Tumbling, Date, Year, Month, Day, Hour];

    /// <summary>What ClickHouse holds are times of the years 1900 to 2299: of those none fails.</summary>
    private static SqlForms<ScalarFunction.SqlOperands> Storable => new() { { SqlEngine.ClickHouse, _ => ScalarFunction.Never } };

    private static ScalarFunction Part(string name, string property, string duckDb, string clickHouse) => new()
    {
        Name = name,
        CanFail = true,
        Members = [typeof(DateTime).GetProperty(property)!],
        ResultType = OneTime(DataType.Int32),
        Net = o => Expression.Property(Expression.Call(typeof(Timestamps), nameof(Timestamps.ToDateTime), null, o[0]), property),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"{duckDb}(make_timestamp({o[0]}))::INTEGER" },
            { SqlEngine.Spark, o => $"{duckDb}({Spark.Time(o[0])})" },
            { SqlEngine.ClickHouse, o => $"toInt32({clickHouse}({o[0]}))" },
        },
        Fails = Storable,
    };

    private static Func<ImmutableArray<Expr>, DataType?> OneTime(DataType result) =>
        a => a is [{ Type: { Kind: TypeKind.Timestamp, Nullable: false } }] ? result : null;
}
