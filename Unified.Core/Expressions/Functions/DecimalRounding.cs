using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary>Decimals with fewer places, and quotients with a stated number of them. Exact: integers of a known scale.</summary>
internal static class DecimalRounding
{
    public static readonly ScalarFunction Round = new()
    {
        Name = "round",
        Members =
        [
            .. new[] { typeof(Math), typeof(decimal) }.SelectMany(t => new[]
            {
                Signature.Method(t, nameof(Math.Round), typeof(decimal)),
                Signature.Method(t, nameof(Math.Round), typeof(decimal), typeof(int)),
                Signature.Method(t, nameof(Math.Round), typeof(decimal), typeof(int), typeof(MidpointRounding)),
            }),
        ],
        Prepare = a => a.Length switch
        {
            1 => [a[0], Int(0), Int((int)MidpointRounding.ToEven)],
            2 => [.. a, Int((int)MidpointRounding.ToEven)],
            _ => a,
        },
        ResultType = a => a is [{ Type: { Kind: TypeKind.Decimal, Nullable: false } type },
            ConstantExpr { Value: int and >= 0 and <= 28 and var digits }, ConstantExpr { Value: int and >= 0 and <= 4 }]
            ? Shorter(type, digits) : null,
        Net = o => Rounded(o, (MidpointRounding)Signature.Constant<int>(o[2])),
        Sql = Forms(o => (MidpointRounding)Signature.Constant<int>(o.Exprs[2])),
    };

    /// <summary><c>Math.Round(x, MidpointRounding.AwayFromZero)</c>: to a whole number.</summary>
    public static readonly ScalarFunction RoundWhole = new()
    {
        Name = "round_whole",
        Members =
        [
            Signature.Method(typeof(Math), nameof(Math.Round), typeof(decimal), typeof(MidpointRounding)),
            Signature.Method(typeof(decimal), nameof(decimal.Round), typeof(decimal), typeof(MidpointRounding)),
        ],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Decimal, Nullable: false } type }, ConstantExpr { Value: int and >= 0 and <= 4 }]
            ? Shorter(type, 0) : null,
        Net = o => Rounded(o, (MidpointRounding)Signature.Constant<int>(o[1])),
        Sql = Forms(o => (MidpointRounding)Signature.Constant<int>(o.Exprs[1])),
    };

    public static readonly ScalarFunction Floor = Whole("floor", nameof(Math.Floor), MidpointRounding.ToNegativeInfinity);
    public static readonly ScalarFunction Ceiling = Whole("ceiling", nameof(Math.Ceiling), MidpointRounding.ToPositiveInfinity);
    public static readonly ScalarFunction Truncate = Whole("truncate", nameof(Math.Truncate), MidpointRounding.ToZero);

    public static readonly ImmutableArray<ScalarFunction> All = [Round, RoundWhole, Floor, Ceiling, Truncate];

    private static ScalarFunction Whole(string name, string method, MidpointRounding mode) => new()
    {
        Name = name,
        Members =
        [
            Signature.Method(typeof(Math), method, typeof(decimal)), Signature.Method(typeof(decimal), method, typeof(decimal)),
        ],
        ResultType = a => a is [{ Type: { Kind: TypeKind.Decimal, Nullable: false } type }] ? Shorter(type, 0) : null,
        Net = o => Rounded(o, mode),
        Sql = Forms(_ => mode),
    };

    private static ConstantExpr Int(int value) => new(value, DataType.Int32);

    /// <summary>One digit more before the point: 99.5 may become 100.</summary>
    private static DataType Shorter(DataType type, int digits) => digits >= type.Scale ? type
        : DataType.Decimal(type.Precision - type.Scale + digits + 1, digits);

    private static Expression Rounded(Operands o, MidpointRounding mode) => o.Result.Scale == o.Types[0].Scale ? o[0]
        : Expression.Call(typeof(DecimalCalls), nameof(DecimalCalls.Round), null, o[0],
            Expression.Constant(o.Types[0].Scale - o.Result.Scale), Expression.Constant(mode));

    private static SqlForms<SqlOperands> Forms(Func<SqlOperands, MidpointRounding> mode) => new()
    {
        { SqlEngine.DuckDb, o => o.Result.Scale == o.Types[0].Scale ? o[0] : InDuckDb(o, mode(o)) },
        { SqlEngine.Spark, o => o.Result.Scale == o.Types[0].Scale ? o[0] : InSpark(o, mode(o)) },
    };

    private static string InSpark(SqlOperands o, MidpointRounding mode)
    {
        var at = string.Create(CultureInfo.InvariantCulture, $"({o[0]}), {o.Result.Scale}");
        var rounded = mode switch
        {
            MidpointRounding.ToEven => $"bround({at})",
            MidpointRounding.AwayFromZero => $"round({at})",
            MidpointRounding.ToNegativeInfinity => $"floor({at})",
            MidpointRounding.ToPositiveInfinity => $"ceil({at})",
            _ => $"case when ({o[0]}) < 0 then ceil({at}) else floor({at}) end",
        };
        return $"CAST({rounded} AS {Spark.Type(o.Result)})";
    }

    private static string InDuckDb(SqlOperands o, MidpointRounding mode)
    {
        var unit = "1" + new string('0', o.Types[0].Scale - o.Result.Scale);
        var value = DecimalSql.Unscaled(o[0]);
        var (quotient, rest) = ($"({value} // {unit})", $"({value} % {unit})");
        var up = mode switch
        {
            MidpointRounding.ToEven => $"2 * abs({rest}) > {unit} or (2 * abs({rest}) = {unit} and {quotient} % 2 <> 0)",
            MidpointRounding.AwayFromZero => $"2 * abs({rest}) >= {unit}",
            MidpointRounding.ToNegativeInfinity => $"{rest} < 0",
            MidpointRounding.ToPositiveInfinity => $"{rest} > 0",
            _ => "false",
        };
        return DecimalSql.Scaled($"{quotient} + case when {up} then sign({rest}) else 0 end", o.Result);
    }
}
