using System.Globalization;
using System.Linq.Expressions;
using Unified.Time;

namespace Unified.Expressions.Functions;

/// <summary>What C# does with a DateTime, over microseconds since 1970.</summary>
internal static class TimeCalls
{
    private const string First = "-62135596800000000";
    private const string Last = "253402300799999999";

    public static MethodCallExpression DateTime(Expression micros) =>
        Expression.Call(typeof(Timestamps), nameof(Timestamps.ToDateTime), null, micros);

    public static MethodCallExpression Micros(Expression time) =>
        Expression.Call(typeof(Timestamps), nameof(Timestamps.FromDateTime), null, time);

    /// <summary>A time that may be null; one outside the years 1 to 9999 is an error of the event.</summary>
    public static Expression Checked(Expression micros)
    {
        static MethodCallExpression Value(Expression value) => Expression.Call(typeof(Timestamps), nameof(Timestamps.Checked), null, value);
        if (micros.Type == typeof(long))
        {
            return Value(micros);
        }

        var held = Expression.Variable(typeof(long?));
        return Expression.Block([held], Expression.Assign(held, micros), Expression.Condition(Expression.Property(held, "HasValue"),
            Expression.Convert(Value(Expression.Property(held, "Value")), typeof(long?)), Expression.Default(typeof(long?))));
    }

    /// <summary>The same in DuckDB.</summary>
    public static string Checked(string micros) => $"(case when {micros} not between {First} and {Last} "
        + $"then error('a time outside the years 1 to 9999') else {micros} end)::BIGINT";

    /// <summary>In DuckDB, how many units have passed of a period that repeats since 1970, before it too.</summary>
    public static string Within(string micros, long period, long unit) => string.Create(CultureInfo.InvariantCulture,
        $"(((({micros}) % {period} + {period}) % {period}) // {unit})");

    /// <summary>The same in Spark.</summary>
    public static string WithinSpark(string micros, long period, long unit) => string.Create(CultureInfo.InvariantCulture,
        $"(((({micros}) % {period}L + {period}L) % {period}L) div {unit}L)");

    /// <summary>The same in ClickHouse, of a time.</summary>
    public static string WithinClickHouse(string time, long period, long unit) => string.Create(CultureInfo.InvariantCulture,
        $"toInt32(intDiv(positiveModulo(toUnixTimestamp64Micro({time}), {period}), {unit}))");
}
