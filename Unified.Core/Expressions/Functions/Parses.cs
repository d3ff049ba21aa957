using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Numbers out of text, as the invariant culture writes them; what is none is an error of the event.</summary>
internal static class Parses
{
    private const string Blank = "\t\n\v\f\r ";

    public static readonly ScalarFunction ParseInt32 = Integer("parse_int32", typeof(int), DataType.Int32);
    public static readonly ScalarFunction ParseInt64 = Integer("parse_int64", typeof(long), DataType.Int64);

    public static readonly ScalarFunction ParseBoolean = new()
    {
        Name = "parse_boolean",
        Members = [Signature.Method(typeof(bool), nameof(bool.Parse), typeof(string))],
        ResultType = Signature.Of(DataType.Boolean, TypeKind.String),
        CanFail = true,
        Net = o => Expression.Call(typeof(bool), nameof(bool.Parse), null, o[0]),
    };

    /// <summary><c>DecimalMath.Parse(text, scale)</c>.</summary>
    public static readonly ScalarFunction ParseDecimal = new()
    {
        Name = "parse_decimal",
        Members = [Signature.Method(typeof(Definition.DecimalMath), nameof(Definition.DecimalMath.Parse), typeof(string), typeof(int))],
        ResultType = a => a.Length == 2 && a[0].Type == DataType.String
            && a[1] is ConstantExpr { Value: int and >= 0 and <= DataType.MaxExpressionPrecision and var scale, Type.Nullable: false }
            ? DataType.Decimal(DataType.MaxExpressionPrecision, scale) : null,
        CanFail = true,
        Net = o => Expression.Call(typeof(DecimalCalls), nameof(DecimalCalls.Parse), null, o[0], o[1]),
    };

    public static readonly ImmutableArray<ScalarFunction> All = [ParseInt32, ParseInt64, ParseBoolean, ParseDecimal];

    private static ScalarFunction Integer(string name, Type type, DataType result) => new()
    {
        Name = name,
        Members =
        [
            Signature.Method(type, nameof(int.Parse), typeof(string), typeof(IFormatProvider)),
            Signature.Method(type, nameof(int.Parse), typeof(string), typeof(NumberStyles), typeof(IFormatProvider)),
        ],
        Prepare = a => a is [_, ConstantExpr { Value: (int)NumberStyles.Integer }] ? [a[0]] : a,
        ResultType = Signature.Of(result, TypeKind.String),
        CanFail = true,
        Net = o => Expression.Call(type, nameof(int.Parse), null, o[0], Expression.Constant(NumberStyles.Integer),
            Expression.Constant(CultureInfo.InvariantCulture, typeof(IFormatProvider))),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(case when regexp_full_match({o[0]}, '[{Blank}]*[+-]?[0-9]+[{Blank}]*') "
                + $"then replace(trim({o[0]}, '{Blank}'), '+', '')::{DuckDb.Type(result)} else error('a text that is no number') end)" },
            { SqlEngine.Spark, o => $"(case when ({o[0]}) rlike {Spark.Text($"\\A[{Blank}]*[+-]?[0-9]+[{Blank}]*\\z")} "
                + $"then CAST(replace(trim(BOTH {Spark.Text(Blank)} FROM {o[0]}), '+', '') AS {Spark.Type(result)}) "
                + $"else {Spark.Error("a text that is no number")} end)" },
        },
    };
}
