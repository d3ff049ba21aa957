using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Functions of instants with an offset, of Guids and of enumerations.</summary>
internal static class Identities
{
    /// <summary><c>time.UtcDateTime</c>: the instant.</summary>
    public static readonly ScalarFunction Utc = new()
    {
        Name = "utc",
        Members = [typeof(DateTimeOffset).GetProperty(nameof(DateTimeOffset.UtcDateTime))!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Timestamp, Nullable: false } }] ? DataType.Timestamp : null,
        Net = o => o[0],
        Sql = new() { { SqlEngine.DuckDb, o => o[0] }, { SqlEngine.Spark, o => o[0] } },
    };

    /// <summary><c>guid.ToString()</c>: 32 lower-case digits with dashes.</summary>
    public static readonly ScalarFunction GuidText = new()
    {
        Name = "guid_text",
        Members = [typeof(Guid).GetMethod(nameof(Guid.ToString), [])!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Guid, Nullable: false } }] ? DataType.String : null,
        Net = o => Expression.Call(Expression.Call(typeof(ClrValues), nameof(ClrValues.ToGuid), null, o[0]), nameof(Guid.ToString), null),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"({o[0]})::VARCHAR" },
            { SqlEngine.ClickHouse, o => $"toString({o[0]})" },
            { SqlEngine.Spark, o => o[0] },
        },
    };

    public static readonly ImmutableArray<ScalarFunction> All =
    [
        Utc, GuidText, FromUnix("from_unix_seconds", nameof(DateTimeOffset.FromUnixTimeSeconds), 1_000_000),
        FromUnix("from_unix_milliseconds", nameof(DateTimeOffset.FromUnixTimeMilliseconds), 1_000),
        ToUnix("to_unix_seconds", nameof(DateTimeOffset.ToUnixTimeSeconds), 1_000_000),
        ToUnix("to_unix_milliseconds", nameof(DateTimeOffset.ToUnixTimeMilliseconds), 1_000),
    ];

    private static ScalarFunction FromUnix(string name, string method, long micros) => new()
    {
        Name = name,
        CanFail = true,
        Members = [typeof(DateTimeOffset).GetMethod(method)!],
        ResultType = Signature.Of(DataType.Timestamp, TypeKind.Int64),
        Net = o => Expression.Call(typeof(Timestamps), nameof(Timestamps.Checked), null,
            Expression.MultiplyChecked(o[0], Expression.Constant(micros))),
        Sql = new()
        {
            {
                SqlEngine.DuckDb, o => string.Create(CultureInfo.InvariantCulture,
                    $"(case when ({o[0]}) between {Least(micros)} and {Most(micros)} ")
                    + string.Create(CultureInfo.InvariantCulture,
                    $"then ({o[0]}) * {micros} else error('a time outside the years 1 to 9999') end)")
            },
            {
                SqlEngine.Spark, o => string.Create(CultureInfo.InvariantCulture,
                    $"(case when ({o[0]}) between {Least(micros)} and {Most(micros)} ")
                    + string.Create(CultureInfo.InvariantCulture,
                    $"then ({o[0]}) * {micros} else {Spark.Error("a time outside the years 1 to 9999")} end)")
            },
        },
    };

    private static long Least(long unit) => Timestamps.First / unit;

    private static long Most(long unit) => Timestamps.FloorDiv(Timestamps.Last, unit);

    // Floored, as C# does before 1970.
    private static ScalarFunction ToUnix(string name, string method, long micros) => new()
    {
        Name = name,
        Members = [typeof(DateTimeOffset).GetMethod(method)!],
        ResultType = Signature.Of(DataType.Int64, TypeKind.Timestamp),
        Net = o => Expression.Call(typeof(Timestamps), nameof(Timestamps.FloorDiv), null, o[0], Expression.Constant(micros)),
        Sql = new()
        {
            {
                SqlEngine.DuckDb, o => string.Create(CultureInfo.InvariantCulture,
                    $"({DuckDb.Floor(o[0], micros.ToString(CultureInfo.InvariantCulture))} // {micros})")
            },
            {
                SqlEngine.Spark, o => string.Create(CultureInfo.InvariantCulture,
                    $"({Spark.Floor(o[0], micros.ToString(CultureInfo.InvariantCulture))} div {micros})")
            },
        },
    };
}
