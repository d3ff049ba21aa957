using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Definition;
using Unified.Logical;
using Unified.Time;

namespace Unified.Expressions.Functions;

/// <summary>Functions of UTC times in microseconds.</summary>
internal static class Times
{
    /// <summary>The start of a tumbling window: <c>Window.Tumbling(time, size)</c>; the size reaches the plan as microseconds.</summary>
    public static readonly ScalarFunction Tumbling = new()
    {
        Name = "tumbling",
        CanFail = true,
        Members = [typeof(Window).GetMethod(nameof(Window.Tumbling))!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Timestamp, Nullable: false } }, ConstantExpr { Value: long and > 0 }] ? DataType.Timestamp : null,
        Net = o => Expression.Call(typeof(Timestamps), nameof(Timestamps.Floor), null, o[0], o[1]),
        DuckDb = o => Sql.DuckDb.Floor(o[0], o[1]),
    };

    /// <summary><c>time.Date</c>: midnight before it.</summary>
    public static readonly ScalarFunction Date = new()
    {
        Name = "date",
        CanFail = true,
        Members = [typeof(DateTime).GetProperty(nameof(DateTime.Date))!],
        ResultType = OneTime(DataType.Timestamp),
        Net = o => Expression.Call(typeof(Timestamps), nameof(Timestamps.Floor), null, o[0], Expression.Constant(Timestamps.MicrosPerDay)),
        DuckDb = o => Sql.DuckDb.Floor(o[0], Timestamps.MicrosPerDay.ToString(CultureInfo.InvariantCulture)),
    };

    public static readonly ScalarFunction Year = Part("year", nameof(DateTime.Year), "year");
    public static readonly ScalarFunction Month = Part("month", nameof(DateTime.Month), "month");
    public static readonly ScalarFunction Day = Part("day", nameof(DateTime.Day), "day");
    public static readonly ScalarFunction Hour = Part("hour", nameof(DateTime.Hour), "hour");

    public static readonly ImmutableArray<ScalarFunction> All = [Tumbling, Date, Year, Month, Day, Hour];

    private static ScalarFunction Part(string name, string property, string duckDb) => new()
    {
        Name = name,
        CanFail = true,
        Members = [typeof(DateTime).GetProperty(property)!],
        ResultType = OneTime(DataType.Int32),
        Net = o => Expression.Property(Expression.Call(typeof(Timestamps), nameof(Timestamps.ToDateTime), null, o[0]), property),
        DuckDb = o => $"{duckDb}(make_timestamp({o[0]}))::INTEGER",
    };

    private static Func<ImmutableArray<Expr>, DataType?> OneTime(DataType result) =>
        a => a is [{ Type: { Kind: TypeKind.Timestamp, Nullable: false } }] ? result : null;
}
