using System.Globalization;
using System.Linq.Expressions;
using Unified.Time;

namespace Unified.Expressions.Functions;

/// <summary>What C# does with a DateTime, over microseconds since 1970.</summary>
internal static class TimeCalls
{
    public static MethodCallExpression DateTime(Expression micros) =>
        Expression.Call(typeof(Timestamps), nameof(Timestamps.ToDateTime), null, micros);

    public static MethodCallExpression Micros(Expression time) =>
        Expression.Call(typeof(Timestamps), nameof(Timestamps.FromDateTime), null, time);

    /// <summary>In DuckDB, how many units have passed of a period that repeats since 1970, before it too.</summary>
    public static string Within(string micros, long period, long unit) => string.Create(CultureInfo.InvariantCulture,
        $"(((({micros}) % {period} + {period}) % {period}) // {unit})");

    /// <summary>The same in ClickHouse, of a time.</summary>
    public static string WithinClickHouse(string time, long period, long unit) => string.Create(CultureInfo.InvariantCulture,
        $"toInt32(intDiv(positiveModulo(toUnixTimestamp64Micro({time}), {period}), {unit}))");
}
