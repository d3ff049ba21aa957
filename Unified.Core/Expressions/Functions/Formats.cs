using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary>Values as text of the invariant culture. A format is a constant, and is tried when the plan is built.</summary>
internal static class Formats
{
    /// <summary><c>i.ToString(CultureInfo.InvariantCulture)</c>, and with a format.</summary>
    public static readonly ScalarFunction IntegerText = new()
    {
        Name = "integer_text",
        Members = [.. new[] { typeof(int), typeof(long) }.SelectMany(t => new[]
        {
            Signature.Method(t, nameof(int.ToString), typeof(IFormatProvider)),
            Signature.Method(t, nameof(int.ToString), typeof(string), typeof(IFormatProvider)),
        })],
        Prepare = a => a.Length == 1 ? [a[0], new ConstantExpr("D", DataType.String)] : a,
        ResultType = a => a.Length == 2 && a[0].Type is { Kind: TypeKind.Int32 or TypeKind.Int64, Nullable: false }
            && NumberFormat.IsKnown(a[1], "CcDdEeFfGgNnPpXxBb") ? DataType.String : null,
        Net = ToText,
        Sql = new()
        {
            { SqlEngine.DuckDb, IntegerInDuckDb },
            { SqlEngine.ClickHouse, IntegerInClickHouse },
            { SqlEngine.Spark, IntegerInSpark },
        },
    };

    /// <summary>
    /// <c>d.ToString("F2", CultureInfo.InvariantCulture)</c>. Without a format a decimal prints the places that it was written with, which
    /// no plan knows.
    /// </summary>
    public static readonly ScalarFunction DecimalText = new()
    {
        Name = "decimal_text",
        Members = [Signature.Method(typeof(decimal), nameof(decimal.ToString), typeof(string), typeof(IFormatProvider))],
        ResultType = a => a.Length == 2 && a[0].Type is { Kind: TypeKind.Decimal, Nullable: false }
            && NumberFormat.IsKnown(a[1], "CcEeFfNnPp") ? DataType.String : null,
        Net = o => Expression.Call(
            Expression.Call(typeof(Decimals), nameof(Decimals.ToDecimal), null, o[0], Expression.Constant(o.Types[0].Scale)),
            nameof(ToString), null, o[1], Expression.Constant(CultureInfo.InvariantCulture)),
    };

    public static readonly ScalarFunction BooleanText = new()
    {
        Name = "boolean_text",
        Members =
        [
            Signature.Method(typeof(bool), nameof(bool.ToString)),
            Signature.Method(typeof(bool), nameof(bool.ToString), typeof(IFormatProvider)),
        ],
        ResultType = Signature.Of(DataType.String, TypeKind.Boolean),
        Net = o => Expression.Condition(o[0], Expression.Constant(bool.TrueString), Expression.Constant(bool.FalseString)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(case when {o[0]} then 'True' else 'False' end)" },
            { SqlEngine.Spark, o => $"(case when {o[0]} then 'True' else 'False' end)" },
            { SqlEngine.ClickHouse, o => $"if({o[0]}, 'True', 'False')" },
        },
    };

    /// <summary><c>time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)</c>: any format without a zone.</summary>
    public static readonly ScalarFunction TimeText = new()
    {
        Name = "time_text",
        Members = [Signature.Method(typeof(DateTime), nameof(DateTime.ToString), typeof(string), typeof(IFormatProvider))],
        ResultType = a => a.Length == 2 && a[0].Type == DataType.Timestamp && TimeFormat.IsKnown(a[1]) ? DataType.String : null,
        CanFail = true,
        Net = o => Expression.Call(TimeCalls.DateTime(o[0]), nameof(ToString), null, o[1],
            Expression.Constant(CultureInfo.InvariantCulture)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => TimeFormat.In(SqlEngine.DuckDb, o[0], Signature.Constant<string>(o.Exprs[1])) },
            { SqlEngine.Spark, o => TimeFormat.In(SqlEngine.Spark, o[0], Signature.Constant<string>(o.Exprs[1])) },
        },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [IntegerText, DecimalText, BooleanText, TimeText];

    private static MethodCallExpression ToText(Operands o) =>
        Expression.Call(o[0], nameof(ToString), null, o[1], Expression.Constant(CultureInfo.InvariantCulture));

    private static string? IntegerInDuckDb(SqlOperands o)
    {
        var digits = $"abs(({o[0]})::HUGEINT)::VARCHAR";
        return NumberFormat.Digits(Signature.Constant<string>(o.Exprs[1])) switch
        {
            null => null,
            <= 1 => $"({o[0]})::VARCHAR",
            { } width => $"((case when ({o[0]}) < 0 then '-' else '' end) || repeat('0', greatest({width} - length({digits}), 0)) "
                + $"|| {digits})",
        };
    }

    private static string? IntegerInSpark(SqlOperands o)
    {
        var digits = $"CAST(abs(CAST({o[0]} AS DECIMAL(20,0))) AS STRING)";
        return NumberFormat.Digits(Signature.Constant<string>(o.Exprs[1])) switch
        {
            null => null,
            <= 1 => $"CAST({o[0]} AS STRING)",
            { } width => $"concat(case when ({o[0]}) < 0 then '-' else '' end, repeat('0', greatest({width} - length({digits}), 0)), "
                + $"{digits})",
        };
    }

    private static string? IntegerInClickHouse(SqlOperands o) =>
        NumberFormat.Digits(Signature.Constant<string>(o.Exprs[1])) is <= 1 ? $"toString({o[0]})" : null;
}
