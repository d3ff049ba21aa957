using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;
using Unified.Sql;
using Unified.Time;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary>
/// Windows of the calendar and of local clocks. Behind the time stand constants: what the window is, the zone, and the version of the
/// zones' rules, which so is part of the definition version.
/// </summary>
internal static class CalendarWindows
{
    /// <summary><c>Window.Tumbling(time, size, offset)</c>.</summary>
    public static readonly ScalarFunction Offset = new()
    {
        Name = "tumbling_offset",
        IsWindow = true,
        CanFail = true,
        Members = [Signature.Method(typeof(Window), nameof(Window.Tumbling), typeof(DateTime), typeof(TimeSpan), typeof(TimeSpan))],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Timestamp, Nullable: false } },
            ConstantExpr { Type.Kind: TypeKind.Duration, Value: long and > 0 }, ConstantExpr { Type.Kind: TypeKind.Duration, Value: long }]
            ? DataType.Timestamp : null,
        Net = o => Checked(Expression.AddChecked(Floor(Expression.SubtractChecked(o[0], o[2]), o[1]), o[2])),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Checked($"({DuckDb.Floor($"({o[0]}) - ({o[2]})", o[1])} + ({o[2]}))") },
            { SqlEngine.Spark, o => Spark.CheckedTime($"({Spark.Floor($"({o[0]}) - ({o[2]})", o[1])} + ({o[2]}))") },
        },
    };

    /// <summary><c>Window.Tumbling(time, size, zone)</c>.</summary>
    public static readonly ScalarFunction Local = new()
    {
        Name = "tumbling_local",
        IsWindow = true,
        CanFail = true,
        Members = [Signature.Method(typeof(Window), nameof(Window.Tumbling), typeof(DateTime), typeof(TimeSpan), typeof(string))],
        Prepare = a => a.Length == 3 ? WithVersion(a) : a,
        ResultType = a => a.Length == 4 && a[1] is ConstantExpr { Type.Kind: TypeKind.Duration, Value: long and > 0 } && IsZoned(a, 2)
            ? DataType.Timestamp : null,
        Net = o => FirstAt(o, 2, Floor(Clock(o[0], o, 2), o[1])),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => FirstAt(o, 2, DuckDb.Floor(Clock(o, 2), o[1])) },
            { SqlEngine.Spark, o => SparkZones.FirstAt(Table(o, 2), Spark.Floor(SparkZones.Clock(Table(o, 2), o[0]), o[1])) },
        },
    };

    /// <summary><c>Zone.ToLocal(time, zone)</c>.</summary>
    public static readonly ScalarFunction ToLocal = new()
    {
        Name = "to_local",
        CanFail = true,
        Members = [typeof(Zone).GetMethod(nameof(Zone.ToLocal))!],
        Prepare = a => a.Length == 2 ? WithVersion(a) : a,
        ResultType = a => a.Length == 3 && IsZoned(a, 1) ? DataType.Timestamp : null,
        Net = o => Checked(Clock(o[0], o, 1)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Checked(Clock(o, 1)) },
            { SqlEngine.Spark, o => Spark.CheckedTime(SparkZones.Clock(Table(o, 1), o[0])) },
        },
    };

    public static readonly ImmutableArray<ScalarFunction> All =
    [
        Offset, Local, ToLocal, Unit(CalendarUnit.Day, nameof(Window.Day)), Unit(CalendarUnit.Week, nameof(Window.Week)),
        Unit(CalendarUnit.Month, nameof(Window.Month)), Unit(CalendarUnit.Quarter, nameof(Window.Quarter)),
        Unit(CalendarUnit.Year, nameof(Window.Year)),
    ];

    // (time, first day of weeks, zone, version).
    private static ScalarFunction Unit(CalendarUnit unit, string method) => new()
    {
        Name = $"window_{method.ToLowerInvariant()}",
        IsWindow = true,
        CanFail = true,
        Members = [.. typeof(Window).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.Name == method)],
        Prepare = a => a switch
        {
            [var time] => WithVersion([time, First(DayOfWeek.Monday), Text(Zone.Utc)]),
            [var time, { Type.Kind: TypeKind.String } zone] => WithVersion([time, First(DayOfWeek.Monday), zone]),
            [var time, { Type.Kind: TypeKind.Enum or TypeKind.Int32 } first] => WithVersion([time, AsNumber(first), Text(Zone.Utc)]),
            [var time, { Type.Kind: TypeKind.Enum } first, var zone] => WithVersion([time, AsNumber(first), zone]),
            _ => a,
        },
        ResultType = a => a.Length == 4 && a[1] is ConstantExpr { Type.Kind: TypeKind.Int32, Value: int and >= 0 and <= 6 } && IsZoned(a, 2)
            ? DataType.Timestamp : null,
        Net = o => FirstAt(o, 2, Expression.Call(typeof(Calendars), nameof(Calendars.Floor), null, Clock(o[0], o, 2),
            Expression.Constant(unit), Expression.Constant((DayOfWeek)Signature.Constant<int>(o[1])))),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => FirstAt(o, 2, Floor(Clock(o, 2), unit, (DayOfWeek)(int)((ConstantExpr)o.Exprs[1]).Value!)) },
            { SqlEngine.Spark, o => SparkZones.FirstAt(Table(o, 2), SparkZones.Floor(SparkZones.Clock(Table(o, 2), o[0]), unit,
                (DayOfWeek)(int)((ConstantExpr)o.Exprs[1]).Value!)) },
        },
    };

    private static ConstantExpr First(DayOfWeek day) => new((int)day, DataType.Int32);

    private static ConstantExpr Text(string text) => new(text, DataType.String);

    private static Expr AsNumber(Expr day) => day is ConstantExpr { Value: int number } ? new ConstantExpr(number, DataType.Int32) : day;

    private static ImmutableArray<Expr> WithVersion(ImmutableArray<Expr> a) => a.Add(Text(ZoneTable.Version));

    // Rules of another version would give other windows under the same definition version.
    private static bool IsZoned(ImmutableArray<Expr> a, int zone) => a[0].Type is { Kind: TypeKind.Timestamp, Nullable: false }
        && a[zone] is ConstantExpr { Value: string name } && ZoneTable.Find(name) is not null
        && a[zone + 1] is ConstantExpr { Value: string version } && version == ZoneTable.Version;

    private static MethodCallExpression Floor(Expression micros, Expression size) =>
        Expression.Call(typeof(Timestamps), nameof(Timestamps.Floor), null, micros, size);

    private static ZoneTable Table(Expression zone) => ZoneTable.Find(Signature.Constant<string>(zone))!;

    private static MethodCallExpression Clock(Expression micros, Operands o, int zone) =>
        Expression.Call(Expression.Constant(Table(o[zone])), nameof(ZoneTable.Local), null, micros);

    private static MethodCallExpression FirstAt(Operands o, int zone, Expression local) =>
        Checked(Expression.Call(Expression.Constant(Table(o[zone])), nameof(ZoneTable.FirstAt), null, local));

    private static MethodCallExpression Checked(Expression micros) =>
        Expression.Call(typeof(Timestamps), nameof(Timestamps.Checked), null, micros);

    private static string Checked(string micros) => string.Create(CultureInfo.InvariantCulture,
        $"list_transform([{micros}], m -> case when m between {Timestamps.First} and {Timestamps.Last} then m ")
        + "else error('a time outside the years 1 to 9999') end)[1]";

    private static ZoneTable Table(SqlOperands o, int zone) => ZoneTable.Find((string)((ConstantExpr)o.Exprs[zone]).Value!)!;

    // The offset that began last: as many starts as lie at or before the time.
    private static string Clock(SqlOperands o, int zone)
    {
        var table = Table(o, zone);
        return Once(o[0], "t", $"t + {List(table.Offsets)}[greatest(len(list_filter({List(table.Starts)}, s -> s <= t)), 1)]");
    }

    private static string FirstAt(SqlOperands o, int zone, string local)
    {
        var table = Table(o, zone);
        var starts = table.Starts.SetItem(0, -long.MaxValue);
        // Each span of one offset: from, to, offset.
        var spans = $"list_zip({List(starts)}, {List([.. starts.Skip(1), long.MaxValue])}, {List(table.Offsets)})";
        return Checked(Once(local, "l", $"list_min(list_transform(list_filter({spans}, z -> greatest(z[1], l - z[3]) < z[2]), "
            + "z -> greatest(z[1], l - z[3])))"));
    }

    // A value with a name: written out within a lambda it would be computed for every member of the list.
    private static string Once(string value, string name, string body) => $"list_transform([{value}], {name} -> {body})[1]";

    private static string Floor(string local, CalendarUnit unit, DayOfWeek firstDay) => unit switch
    {
        CalendarUnit.Day => DuckDb.Floor(local, Number(Timestamps.MicrosPerDay)),
        CalendarUnit.Week when Number(Calendars.WeekShift(firstDay)) is var shift =>
            $"({DuckDb.Floor($"{local} - {shift}", Number(7 * Timestamps.MicrosPerDay))} + {shift})",
        _ => $"epoch_us(date_trunc('{unit.ToString().ToLowerInvariant()}', make_timestamp({Checked(local)}))::TIMESTAMP)",
    };

    // One constant, where a list of them would be bound one by one.
    private static string List(ImmutableArray<long> numbers) => $"('[{string.Join(", ", numbers.Select(Number))}]'::BIGINT[])";

    private static string Number(long number) =>
        Math.Max(number, -long.MaxValue).ToString(CultureInfo.InvariantCulture);
}
