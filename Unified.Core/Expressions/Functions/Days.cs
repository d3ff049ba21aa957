using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Functions of days: C#'s DateOnly, in days since 1970.</summary>
internal static class Days
{
    private static readonly DataType DayOfWeekType = ClrTypes.TryMap(typeof(DayOfWeek))!.Value;

    public static readonly ScalarFunction Year = Part("day_year", nameof(DateOnly.Year), "year");
    public static readonly ScalarFunction Month = Part("day_month", nameof(DateOnly.Month), "month");
    public static readonly ScalarFunction Day = Part("day_day", nameof(DateOnly.Day), "day");
    public static readonly ScalarFunction DayOfYear = Part("day_of_year_of_day", nameof(DateOnly.DayOfYear), "dayofyear");

    /// <summary><c>day.DayOfWeek</c>, a member of the enumeration.</summary>
    public static readonly ScalarFunction DayOfWeek = new()
    {
        Name = "day_of_week_of_day",
        CanFail = true,
        Members = [typeof(DateOnly).GetProperty(nameof(DateOnly.DayOfWeek))!],
        ResultType = OneDay(DayOfWeekType),
        Net = o => Expression.Convert(Expression.Property(Net(o[0]), nameof(DateOnly.DayOfWeek)), typeof(int)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"dayofweek({Date(o[0])})::INTEGER" },
            { SqlEngine.Spark, o => $"(dayofweek({SparkDate(o[0])}) - 1)" },
        },
    };

    /// <summary><c>day.DayNumber</c>: days since 0001-01-01.</summary>
    public static readonly ScalarFunction DayNumber = new()
    {
        Name = "day_number",
        CanFail = true,
        Members = [typeof(DateOnly).GetProperty(nameof(DateOnly.DayNumber))!],
        ResultType = OneDay(DataType.Int32),
        Net = o => Expression.Property(Net(o[0]), nameof(DateOnly.DayNumber)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(({o[0]}) + 719162)::INTEGER" },
            { SqlEngine.Spark, o => $"(({o[0]}) + 719162)" },
        },
    };

    public static readonly ScalarFunction AddDays = new()
    {
        Name = "day_add_days",
        CanFail = true,
        Members = [typeof(DateOnly).GetMethod(nameof(DateOnly.AddDays))!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Date, Nullable: false } }, { Type: { Kind: TypeKind.Int32, Nullable: false } }]
            ? DataType.Date : null,
        Net = o => FromNet(Expression.Call(Net(o[0]), nameof(DateOnly.AddDays), null, o[1])),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Ranged($"(({o[0]})::BIGINT + ({o[1]}))") },
            { SqlEngine.Spark, o => Spark.Let("d", $"CAST({o[0]} AS BIGINT) + ({o[1]})",
                "CAST(case when d between -719162 and 2932896 then d "
                    + $"else {Spark.Error("a day outside the years 1 to 9999")} end AS INT)") },
        },
    };

    public static readonly ScalarFunction AddMonths = NetOnly("day_add_months", nameof(DateOnly.AddMonths));
    public static readonly ScalarFunction AddYears = NetOnly("day_add_years", nameof(DateOnly.AddYears));

    /// <summary><c>DateOnly.FromDateTime(time)</c>: the day of a UTC time.</summary>
    public static readonly ScalarFunction FromDateTime = new()
    {
        Name = "day_of_time",
        CanFail = true,
        Members = [typeof(DateOnly).GetMethod(nameof(DateOnly.FromDateTime))!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Timestamp, Nullable: false } }] ? DataType.Date : null,
        Net = o => Expression.Call(typeof(Timestamps), nameof(Timestamps.Day), null, o[0]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"({DuckDb.Floor(o[0], MicrosPerDay)} // {MicrosPerDay})::INTEGER" },
            { SqlEngine.Spark, o => $"CAST({Spark.Floor(o[0], MicrosPerDay)} div {MicrosPerDay} AS INT)" },
        },
    };

    /// <summary><c>day.ToDateTime(time)</c>: a UTC time.</summary>
    public static readonly ScalarFunction ToDateTime = new()
    {
        Name = "day_to_time",
        CanFail = true,
        Members = [typeof(DateOnly).GetMethod(nameof(DateOnly.ToDateTime), [typeof(TimeOnly)])!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Date, Nullable: false } }, { Type: { Kind: TypeKind.Time, Nullable: false } }]
            ? DataType.Timestamp : null,
        Net = o => Expression.AddChecked(Expression.MultiplyChecked(Expression.Convert(o[0], typeof(long)),
            Expression.Constant(Timestamps.MicrosPerDay)), o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(({o[0]})::BIGINT * {MicrosPerDay} + ({o[1]}))" },
            { SqlEngine.Spark, o => $"(CAST({o[0]} AS BIGINT) * {MicrosPerDay} + ({o[1]}))" },
        },
    };

    public static readonly ImmutableArray<ScalarFunction> All =
        [Year, Month, Day, DayOfYear, DayOfWeek, DayNumber, AddDays, AddMonths, AddYears, FromDateTime, ToDateTime];

    private const string MicrosPerDay = "86400000000";

    private static ScalarFunction Part(string name, string property, string sql) => new()
    {
        Name = name,
        CanFail = true,
        Members = [typeof(DateOnly).GetProperty(property)!],
        ResultType = OneDay(DataType.Int32),
        Net = o => Expression.Property(Net(o[0]), property),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"{sql}({Date(o[0])})::INTEGER" },
            { SqlEngine.Spark, o => $"{sql}({SparkDate(o[0])})" },
        },
    };

    // Beyond the year 9999 C# fails and DuckDB does not.
    private static ScalarFunction NetOnly(string name, string method) => new()
    {
        Name = name,
        CanFail = true,
        Members = [typeof(DateOnly).GetMethod(method)!],
        ResultType = AddDays.ResultType,
        Net = o => FromNet(Expression.Call(Net(o[0]), method, null, o[1])),
    };

    private static Expression Net(Expression days) => Expression.Call(typeof(ClrValues), nameof(ClrValues.ToDate), null, days);

    private static Expression FromNet(Expression day) => Expression.Call(typeof(ClrValues), nameof(ClrValues.FromDate), null, day);

    private static string Date(string days) => $"(DATE '1970-01-01' + ({days}))";

    private static string SparkDate(string days) => $"date_from_unix_date({days})";

    private static string Ranged(string days) =>
        $"(case when {days} between -719162 and 2932896 then {days} else error('a day outside the years 1 to 9999') end)::INTEGER";

    private static Func<ImmutableArray<Expr>, DataType?> OneDay(DataType result) =>
        a => a is [{ Type: { Kind: TypeKind.Date, Nullable: false } }] ? result : null;
}
