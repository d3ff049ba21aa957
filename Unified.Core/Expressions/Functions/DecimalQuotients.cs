using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Definition;
using Unified.Sql;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary><c>DecimalMath.Divide(a, b, scale)</c>: the exact quotient, rounded once, halves away from zero.</summary>
internal static class DecimalQuotients
{
    private const int DuckDbDigits = 37;

    public static readonly ScalarFunction Divide = new()
    {
        Name = "decimal_divide",
        Members = [Signature.Method(typeof(DecimalMath), nameof(DecimalMath.Divide), typeof(decimal), typeof(decimal), typeof(int))],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Decimal, Nullable: false } x },
        {
            Type:
            {
                Kind: TypeKind.Decimal,
                Nullable: false
            } y
        },
            ConstantExpr { Value: int and >= 0 and <= DataType.MaxExpressionPrecision and var scale, Type.Nullable: false }]
            ? DataType.Decimal(Math.Clamp(x.Precision - x.Scale + y.Scale + scale + 1, 1, DataType.MaxExpressionPrecision), scale) : null,
        CanFail = true,
        Net = o => Expression.Call(typeof(DecimalCalls), nameof(DecimalCalls.Divide), null, o[0], Expression.Constant(o.Types[0].Scale),
            o[1], Expression.Constant(o.Types[1].Scale), o[2]),
        Sql = new() { { SqlEngine.DuckDb, InDuckDb }, { SqlEngine.Spark, InSpark } },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [Divide];

    // Spark's quotient has more places than it is rounded to here, where all digits fit: a quotient that is no half is further from one
    // than those places reach, so that rounding twice is rounding once.
    private static string? InSpark(SqlOperands o)
    {
        var (a, b, scale) = (o.Types[0], o.Types[1], o.Result.Scale);
        var places = Math.Max(a.Scale, scale);
        return a.Precision - a.Scale + b.Scale + places + b.Precision + 1 > 38 ? null
            : string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"CAST(CAST(({o[0]}) AS DECIMAL({Math.Max(a.Precision - a.Scale + places, 1)},{places})) / ({o[1]}) ")
                + $"AS {Spark.Type(o.Result)})";
    }

    private static string? InDuckDb(SqlOperands o)
    {
        var shift = o.Result.Scale + o.Types[1].Scale - o.Types[0].Scale;
        var (up, down) = (Math.Max(shift, 0), Math.Max(-shift, 0));
        if (o.Types[0].Precision + up > DuckDbDigits || o.Types[1].Precision + down > DuckDbDigits)
        {
            return null;
        }

        var n = $"({DecimalSql.Unscaled(o[0])} * 1{new string('0', up)})";
        var d = $"({DecimalSql.Unscaled(o[1])} * 1{new string('0', down)})";
        return $"(case when ({o[1]}) = 0 then error('division by zero') else "
            + $"{DecimalSql.Scaled($"(sign({n}) * sign({d}) * ((2 * abs({n}) + abs({d})) // (2 * abs({d}))))", o.Result)} end)";
    }
}
