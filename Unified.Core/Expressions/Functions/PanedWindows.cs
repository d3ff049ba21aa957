using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Definition;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>
/// Windows whose rows are panes. Each computes the start of the pane that a time is in: what is made of panes is said by
/// <see cref="ScalarFunction.Panes"/> and done where the answer is read. Behind the time stand constant lengths.
/// </summary>
internal static class PanedWindows
{
    /// <summary><c>Window.Hopping(time, size, hop)</c> and with an offset, which is 0 without.</summary>
    public static readonly ScalarFunction Hopping = Of("hopping", a => a.Length == 4,
        a => new HoppingWindows(Length(a[1]), Length(a[2]), Length(a[3])),
        a => a.Length == 3 ? a.Add(new ConstantExpr(0L, DataType.Duration)) : a,
        Signature.Method(typeof(Window), nameof(Window.Hopping), typeof(DateTime), typeof(TimeSpan), typeof(TimeSpan)),
        Signature.Method(typeof(Window), nameof(Window.Hopping), typeof(DateTime), typeof(TimeSpan), typeof(TimeSpan), typeof(TimeSpan)));

    /// <summary><c>Window.Each(time, lengths)</c>, whose lengths are ordered: in which order they were written means nothing.</summary>
    public static readonly ScalarFunction Each = Of("each", a => a.Length > 0,
        a => new WindowLengths([.. a.Skip(1).Select(Length)]),
        a => a.Length > 1 && AreLengths(a) ? [a[0], .. a.Skip(1).OrderBy(Length)] : a);

    /// <summary><c>Window.Session(time, gap)</c>.</summary>
    public static readonly ScalarFunction Session = Of("session", a => a.Length == 2, a => new SessionWindows(Length(a[1])), a => a,
        Signature.Method(typeof(Window), nameof(Window.Session), typeof(DateTime), typeof(TimeSpan)));

    public static readonly ImmutableArray<ScalarFunction> All = [Hopping, Each, Session];

    private static ScalarFunction Of(string name, Func<ImmutableArray<Expr>, bool> takes,
        Func<ImmutableArray<Expr>, PaneWindows> windows, Func<ImmutableArray<Expr>, ImmutableArray<Expr>> prepare,
        params System.Reflection.MemberInfo[] members) => new()
        {
            Name = name,
            IsWindow = true,
            CanFail = true,
            Members = members,
            Prepare = prepare,
            ResultType = a => takes(a) && AreLengths(a) && a[0].Type is { Kind: TypeKind.Timestamp, Nullable: false }
                ? DataType.Timestamp : null,
            Panes = windows,
            Net = o => Expression.Call(
                Expression.Constant(windows([.. o.Values.Select((v, i) => i == 0 ? new ColumnExpr("", DataType.Timestamp)
                    : (Expr)new ConstantExpr(Signature.Constant<long>(v), DataType.Duration))]), typeof(PaneWindows)),
                nameof(PaneWindows.PaneOf), null, o[0]),
            Sql = new()
            {
                { SqlEngine.DuckDb, o => Pane(windows([.. o.Exprs]), o[0]) },
                { SqlEngine.Spark, o => SparkPane(windows([.. o.Exprs]), o[0]) },
            },
        };

    /// <summary>A time in DuckDB, which is an error where <see cref="PaneWindows.PaneOf"/> throws.</summary>
    internal static string Checked(PaneWindows windows, string time) => $"list_transform([{time}], m -> case when m - "
        + $"{Number(windows.Reach)} between {Number(Timestamps.FirstStorable)} and {Number(Timestamps.EndOfStorable - 1)} then m "
        + "else error('a window that holds the time may begin before 1900') end)[1]";

    private static string Pane(PaneWindows windows, string time) => windows.Offset == 0
        ? DuckDb.Floor(Checked(windows, time), Number(windows.Pane))
        : $"({DuckDb.Floor($"{Checked(windows, time)} - ({Number(windows.Offset)})", Number(windows.Pane))} + ({Number(windows.Offset)}))";

    private static string SparkPane(PaneWindows windows, string time)
    {
        var known = Spark.Let("m", time, $"CAST(case when m - {Number(windows.Reach)}L between {Number(Timestamps.FirstStorable)}L "
            + $"and {Number(Timestamps.EndOfStorable - 1)}L then m "
            + $"else {Spark.Error("a window that holds the time may begin before 1900")} end AS BIGINT)");
        var offset = Number(windows.Offset);
        return windows.Offset == 0 ? Spark.Floor(known, Number(windows.Pane))
            : $"({Spark.Floor($"{known} - ({offset})", Number(windows.Pane))} + ({offset}))";
    }

    private static bool AreLengths(ImmutableArray<Expr> a) =>
        a.Skip(1).All(l => l is ConstantExpr { Type.Kind: TypeKind.Duration, Value: long });

    private static long Length(Expr length) => Signature.Constant<long>(length);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
