using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Functions of times of day: C#'s TimeOnly, in microseconds since midnight.</summary>
internal static class Clocks
{
    public static readonly ScalarFunction Hour = Part("clock_hour", nameof(TimeOnly.Hour), 3_600_000_000, 24);
    public static readonly ScalarFunction Minute = Part("clock_minute", nameof(TimeOnly.Minute), 60_000_000, 60);
    public static readonly ScalarFunction Second = Part("clock_second", nameof(TimeOnly.Second), 1_000_000, 60);
    public static readonly ScalarFunction Millisecond = Part("clock_millisecond", nameof(TimeOnly.Millisecond), 1_000, 1_000);

    /// <summary><c>TimeOnly.FromDateTime(time)</c>: the time of day of a UTC time.</summary>
    public static readonly ScalarFunction FromDateTime = new()
    {
        Name = "clock_of_time",
        CanFail = true,
        Members = [typeof(TimeOnly).GetMethod(nameof(TimeOnly.FromDateTime))!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Timestamp, Nullable: false } }] ? DataType.Time : null,
        Net = o => Durations.SinceMidnight(o[0]),
        Sql = new() { { SqlEngine.DuckDb, o => Durations.SinceMidnight(o[0]) }, { SqlEngine.Spark, o => Durations.SinceMidnight(o[0]) } },
    };

    /// <summary><c>time.ToTimeSpan()</c>: since midnight.</summary>
    public static readonly ScalarFunction ToTimeSpan = new()
    {
        Name = "clock_to_duration",
        Members = [typeof(TimeOnly).GetMethod(nameof(TimeOnly.ToTimeSpan))!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Time, Nullable: false } }] ? DataType.Duration : null,
        Net = o => o[0],
        Sql = new() { { SqlEngine.DuckDb, o => o[0] }, { SqlEngine.Spark, o => o[0] } },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [Hour, Minute, Second, Millisecond, FromDateTime, ToTimeSpan];

    private static ScalarFunction Part(string name, string property, long unit, long modulus) => new()
    {
        Name = name,
        Members = [typeof(TimeOnly).GetProperty(property)!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Time, Nullable: false } }] ? DataType.Int32 : null,
        Net = o => Expression.Property(Expression.Call(typeof(ClrValues), nameof(ClrValues.ToTime), null, o[0]), property),
        CanFail = true,
        Sql = new()
        {
            { SqlEngine.DuckDb, o => string.Create(CultureInfo.InvariantCulture, $"((({o[0]}) // {unit}) % {modulus})::INTEGER") },
            { SqlEngine.Spark, o => string.Create(CultureInfo.InvariantCulture, $"CAST((({o[0]}) div {unit}) % {modulus} AS INT)") },
        },
    };
}
