using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Functions of lengths of time: C#'s TimeSpan, in microseconds; and what is between times.</summary>
internal static class Durations
{
    /// <summary><c>later - earlier</c>.</summary>
    public static readonly ScalarFunction Between = Binary("time_between", TypeKind.Timestamp, TypeKind.Timestamp, DataType.Duration, "-",
        Expression.SubtractChecked, [
            Operator(typeof(DateTime), "op_Subtraction", typeof(DateTime)),
            Operator(typeof(DateTimeOffset), "op_Subtraction", typeof(DateTimeOffset)),
            typeof(DateTime).GetMethod(nameof(DateTime.Subtract), [typeof(DateTime)])!,
        ]);

    /// <summary><c>time + length</c>.</summary>
    public static readonly ScalarFunction Later = Binary("time_add", TypeKind.Timestamp, TypeKind.Duration, DataType.Timestamp, "+",
        Moved(Expression.AddChecked), [
            Operator(typeof(DateTime), "op_Addition", typeof(TimeSpan)),
            Operator(typeof(DateTimeOffset), "op_Addition", typeof(TimeSpan)),
            typeof(DateTime).GetMethod(nameof(DateTime.Add), [typeof(TimeSpan)])!,
        ]);

    /// <summary><c>time - length</c>.</summary>
    public static readonly ScalarFunction Earlier = Binary("time_subtract", TypeKind.Timestamp, TypeKind.Duration, DataType.Timestamp, "-",
        Moved(Expression.SubtractChecked), [
            Operator(typeof(DateTime), "op_Subtraction", typeof(TimeSpan)),
            Operator(typeof(DateTimeOffset), "op_Subtraction", typeof(TimeSpan)),
            typeof(DateTime).GetMethod(nameof(DateTime.Subtract), [typeof(TimeSpan)])!,
        ]);

    public static readonly ScalarFunction Add = Binary("duration_add", TypeKind.Duration, TypeKind.Duration, DataType.Duration, "+",
        Spanned(Expression.AddChecked), [Operator(typeof(TimeSpan), "op_Addition", typeof(TimeSpan))]);

    public static readonly ScalarFunction Subtract = Binary("duration_subtract", TypeKind.Duration, TypeKind.Duration, DataType.Duration,
        "-", Spanned(Expression.SubtractChecked), [Operator(typeof(TimeSpan), "op_Subtraction", typeof(TimeSpan))]);

    /// <summary><c>-length</c>.</summary>
    public static readonly ScalarFunction Negate = new()
    {
        Name = "duration_negate",
        CanFail = true,
        Members = [typeof(TimeSpan).GetMethod("op_UnaryNegation")!, typeof(TimeSpan).GetMethod(nameof(TimeSpan.Negate))!],
        ResultType = One(DataType.Duration),
        Net = o => Expression.NegateChecked(o[0]),
        Sql = new() { { SqlEngine.DuckDb, o => $"(-({o[0]}))::BIGINT" }, { SqlEngine.Spark, o => $"(-({o[0]}))" } },
    };

    /// <summary><c>length.Duration()</c>: without its sign.</summary>
    public static readonly ScalarFunction Abs = new()
    {
        Name = "duration_abs",
        CanFail = true,
        Members = [typeof(TimeSpan).GetMethod(nameof(TimeSpan.Duration))!],
        ResultType = One(DataType.Duration),
        Net = o => Expression.Call(typeof(Math), nameof(Math.Abs), null, o[0]),
        Sql = new() { { SqlEngine.DuckDb, o => $"abs({o[0]})::BIGINT" }, { SqlEngine.Spark, o => $"abs({o[0]})" } },
    };

    /// <summary><c>time.TimeOfDay</c>: since midnight.</summary>
    public static readonly ScalarFunction TimeOfDay = new()
    {
        Name = "time_of_day",
        CanFail = true,
        Members = [typeof(DateTime).GetProperty(nameof(DateTime.TimeOfDay))!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Timestamp, Nullable: false } }] ? DataType.Duration : null,
        Net = o => SinceMidnight(o[0]),
        Sql = new() { { SqlEngine.DuckDb, o => SinceMidnight(o[0]) }, { SqlEngine.Spark, o => SinceMidnight(o[0]) } },
    };

    public static readonly ImmutableArray<ScalarFunction> All =
    [
        Between, Later, Earlier, Add, Subtract, Negate, Abs, TimeOfDay,
        Total("total_days", nameof(TimeSpan.TotalDays), TimeSpan.TicksPerDay),
        Total("total_hours", nameof(TimeSpan.TotalHours), TimeSpan.TicksPerHour),
        Total("total_minutes", nameof(TimeSpan.TotalMinutes), TimeSpan.TicksPerMinute),
        Total("total_seconds", nameof(TimeSpan.TotalSeconds), TimeSpan.TicksPerSecond),
        Total("total_milliseconds", nameof(TimeSpan.TotalMilliseconds), TimeSpan.TicksPerMillisecond),
        Part("duration_days", nameof(TimeSpan.Days), Timestamps.MicrosPerDay, null),
        Part("duration_hours", nameof(TimeSpan.Hours), 3_600_000_000, 24),
        Part("duration_minutes", nameof(TimeSpan.Minutes), 60_000_000, 60),
        Part("duration_seconds", nameof(TimeSpan.Seconds), 1_000_000, 60),
        Part("duration_milliseconds", nameof(TimeSpan.Milliseconds), 1_000, 1_000),
    ];

    /// <summary>Microseconds since the midnight before a time.</summary>
    public static Expression SinceMidnight(Expression micros) => Expression.SubtractChecked(micros,
        Expression.Call(typeof(Timestamps), nameof(Timestamps.Floor), null, micros, Expression.Constant(Timestamps.MicrosPerDay)));

    /// <inheritdoc cref="SinceMidnight(Expression)"/>
    public static string SinceMidnight(string micros) => string.Create(CultureInfo.InvariantCulture,
        $"((({micros}) % {Timestamps.MicrosPerDay}) + {Timestamps.MicrosPerDay}) % {Timestamps.MicrosPerDay}");

    private static ScalarFunction Binary(string name, TypeKind left, TypeKind right, DataType result, string op,
        Func<Expression, Expression, Expression> net, MemberInfo[] members) => new()
        {
            Name = name,
            CanFail = true,
            Members = members,
            Prepare = Numbers.Lift,
            ResultType = a => a.Length == 2 && a[0].Type.Kind == left && a[1].Type.Kind == right
                ? result.WithNull(a[0].Type.Nullable || a[1].Type.Nullable) : null,
            Net = o => net(o[0], o[1]),
            Sql = new()
            {
                { SqlEngine.DuckDb, o => Ranged(result, $"(({o[0]}) {op} ({o[1]}))::BIGINT") },
                { SqlEngine.Spark, o => InSpark(result, $"(({o[0]}) {op} ({o[1]}))") },
            },
        };

    // Microseconds reach further than C#'s ticks: what C# cannot hold is an error of the event.
    private static Func<Expression, Expression, Expression> Spanned(Func<Expression, Expression, Expression> net) => (a, b) =>
    {
        var made = net(a, b);
        Expression Ten() => Expression.Convert(Expression.Constant(TimeSpan.TicksPerMicrosecond), made.Type);
        return Expression.Divide(Expression.MultiplyChecked(made, Ten()), Ten());
    };

    private static Func<Expression, Expression, Expression> Moved(Func<Expression, Expression, Expression> net) =>
        (a, b) => TimeCalls.Checked(net(a, b));

    private static string Ranged(DataType result, string micros) => result.Kind == TypeKind.Timestamp ? TimeCalls.Checked(micros)
        : $"(({micros} * {TimeSpan.TicksPerMicrosecond}) // {TimeSpan.TicksPerMicrosecond})";

    private static string InSpark(DataType result, string micros) => result.Kind == TypeKind.Timestamp ? Spark.CheckedTime(micros)
        : $"(({micros} * {TimeSpan.TicksPerMicrosecond}) div {TimeSpan.TicksPerMicrosecond})";

    private const long Most = long.MaxValue / TimeSpan.TicksPerMillisecond;

    // As C# does: the ticks as a double, divided once.
    private static ScalarFunction Total(string name, string property, long ticks) => new()
    {
        Name = name,
        CanFail = true,
        Members = [typeof(TimeSpan).GetProperty(property)!],
        ResultType = One(DataType.Double),
        Net = o => Expression.Property(Expression.Call(typeof(ClrValues), nameof(ClrValues.ToSpan), null, o[0]), property),
        Sql = new()
        {
            {
                // C# gives whole milliseconds at most.
                SqlEngine.DuckDb, o => string.Create(CultureInfo.InvariantCulture,
                    $"least(greatest((({o[0]}) * 10)::DOUBLE / {ticks}::DOUBLE, -{Most}::DOUBLE), {Most}::DOUBLE)")
            },
            {
                SqlEngine.Spark, o => string.Create(CultureInfo.InvariantCulture,
                    $"least(greatest(CAST(({o[0]}) * 10 AS DOUBLE) / CAST({ticks} AS DOUBLE), CAST(-{Most} AS DOUBLE)), ")
                    + string.Create(CultureInfo.InvariantCulture, $"CAST({Most} AS DOUBLE))")
            },
        },
    };

    private static ScalarFunction Part(string name, string property, long unit, int? modulus) => new()
    {
        Name = name,
        CanFail = true,
        Members = [typeof(TimeSpan).GetProperty(property)!],
        ResultType = One(DataType.Int32),
        Net = o => Expression.Property(Expression.Call(typeof(ClrValues), nameof(ClrValues.ToSpan), null, o[0]), property),
        Sql = new()
        {
            {
                SqlEngine.DuckDb, o => string.Create(CultureInfo.InvariantCulture,
                    $"((({o[0]}) // {unit}){(modulus is { } m ? $" % {m}" : "")})::INTEGER")
            },
            {
                SqlEngine.Spark, o => string.Create(CultureInfo.InvariantCulture,
                    $"CAST((({o[0]}) div {unit}){(modulus is { } m ? $" % {m}" : "")} AS INT)")
            },
        },
    };

    private static MethodInfo Operator(Type type, string name, Type right) => type.GetMethod(name, [type, right])!;

    private static Func<ImmutableArray<Expr>, DataType?> One(DataType result) =>
        a => a is [{ Type: { Kind: TypeKind.Duration, Nullable: false } }] ? result : null;
}
