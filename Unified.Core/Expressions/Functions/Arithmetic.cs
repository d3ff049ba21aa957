using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary>
/// Checked arithmetic on int, long and decimal, and that of IEEE 754 on double. A decimal is an unscaled <see cref="Int128"/>; its bounds
/// keep it from overflowing. The forms of ClickHouse wrap where C# throws: <see cref="ScalarFunction.Fails"/> says where.
/// </summary>
internal static class Arithmetic
{
    public static readonly ScalarFunction Add = new()
    {
        Name = "add",
        Operator = ExpressionType.AddChecked,
        Prepare = a => Numbers.Lift(Numbers.ToCommonScale(a)),
        ResultType = SumType,
        CanFail = true,
        Net = o => IsDecimal(o) ? Expression.Add(o[0], o[1]) : Expression.AddChecked(o[0], o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Typed($"({Wide(o, 0)}) + ({Wide(o, 1)})", o) },
            { SqlEngine.Spark, o => Spark.Cast($"({o[0]}) + ({o[1]})", o.Result) },
            { SqlEngine.ClickHouse, o => Cast($"({o[0]}) + ({o[1]})", o) },
        },
        Fails = new() { { SqlEngine.ClickHouse, o => Wraps(o, "+") } },
    };

    public static readonly ScalarFunction Subtract = new()
    {
        Name = "subtract",
        Operator = ExpressionType.SubtractChecked,
        Prepare = a => Numbers.Lift(Numbers.ToCommonScale(a)),
        ResultType = SumType,
        CanFail = true,
        Net = o => IsDecimal(o) ? Expression.Subtract(o[0], o[1]) : Expression.SubtractChecked(o[0], o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Typed($"({Wide(o, 0)}) - ({Wide(o, 1)})", o) },
            { SqlEngine.Spark, o => Spark.Cast($"({o[0]}) - ({o[1]})", o.Result) },
            { SqlEngine.ClickHouse, o => Cast($"({o[0]}) - ({o[1]})", o) },
        },
        Fails = new() { { SqlEngine.ClickHouse, o => Wraps(o, "-") } },
    };

    public static readonly ScalarFunction Multiply = new()
    {
        Name = "multiply",
        Operator = ExpressionType.MultiplyChecked,
        Prepare = Numbers.Lift,
        CanFail = true,
        ResultType = a => !Numbers.SameNumber(a) ? null
            : a[0].Type.Kind == TypeKind.Decimal
                ? Numbers.Decimal(a[0].Type.Precision + a[1].Type.Precision, a[0].Type.Scale + a[1].Type.Scale, Numbers.AnyNull(a))
                : a[0].Type.WithNull(Numbers.AnyNull(a)),
        Net = o => IsDecimal(o) ? Expression.Multiply(o[0], o[1]) : Expression.MultiplyChecked(o[0], o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Typed($"({Wide(o, 0)}) * ({Wide(o, 1)})", o) },
            { SqlEngine.Spark, o => Spark.Cast($"({o[0]}) * ({o[1]})", o.Result) },
            { SqlEngine.ClickHouse, o => Cast($"({o[0]}) * ({o[1]})", o) },
        },
        Fails = new() { { SqlEngine.ClickHouse, o => Wraps(o, "*") } },
    };

    /// <summary>
    /// Integers truncate toward zero; a zero divisor is an error. Doubles divide as IEEE 754 says: by zero to infinity or NaN. Decimals are
    /// refused: their quotient has no last digit.
    /// </summary>
    public static readonly ScalarFunction Divide = new()
    {
        Name = "divide",
        Operator = ExpressionType.Divide,
        Prepare = Numbers.Lift,
        ResultType = a => a is [{ Type.Kind: TypeKind.Double }, { Type.Kind: TypeKind.Double }]
            ? DataType.Double.WithNull(Numbers.AnyNull(a)) : IntegerType(a),
        CanFail = true,
        Net = o => Expression.Divide(o[0], o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => IsDouble(o) ? Typed($"({o[0]}) / ({o[1]})", o) : Quotient(o, "//") },
            { SqlEngine.Spark, o => IsDouble(o) ? DoubleQuotient(o) : IsUInt64(o) ? null
                : Spark.Cast($"({o[0]}) div ({o[1]})", o.Result) },
            { SqlEngine.ClickHouse, o => Cast(IsDouble(o) ? $"({o[0]}) / ({o[1]})" : $"intDivOrZero({o[0]}, {o[1]})", o) },
        },
        Fails = new() { { SqlEngine.ClickHouse, o => IsDouble(o) ? Never : NoQuotient(o) } },
    };

    public static readonly ScalarFunction Modulo = new()
    {
        Name = "modulo",
        Operator = ExpressionType.Modulo,
        Prepare = Numbers.Lift,
        ResultType = IntegerType,
        CanFail = true,
        Net = o => Expression.Modulo(o[0], o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Quotient(o, "%") },
            // The smallest by -1 has no quotient, and so in C# no rest.
            { SqlEngine.Spark, o => IsUInt64(o) ? null
                : Spark.Cast($"case when ({o[1]}) = -1 then (-({o[0]})) * 0 else ({o[0]}) % ({o[1]}) end", o.Result) },
            { SqlEngine.ClickHouse, o => Cast($"moduloOrZero({o[0]}, {o[1]})", o) },
        },
        Fails = new() { { SqlEngine.ClickHouse, NoQuotient } },
    };

    public static readonly ScalarFunction Negate = new()
    {
        Name = "negate",
        Operator = ExpressionType.NegateChecked,
        ResultType = a => a is [{ Type: { IsNumber: true, Kind: not (TypeKind.UInt32 or TypeKind.UInt64) } } x] ? x.Type : null,
        CanFail = true,
        Net = o => IsDecimal(o) ? Expression.Negate(o[0]) : Expression.NegateChecked(o[0]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Typed($"-({o[0]})", o) },
            { SqlEngine.Spark, o => Spark.Cast($"-({o[0]})", o.Result) },
            { SqlEngine.ClickHouse, o => Cast($"negate({o[0]})", o) },
        },
        Fails = new() { { SqlEngine.ClickHouse, IsSmallest } },
    };

    public static readonly ScalarFunction Abs = new()
    {
        Name = "abs",
        ResultType = a => OneNumber(a) is { Nullable: false } type ? type : null,
        CanFail = true,
        Members =
        [
            typeof(Math).GetMethod(nameof(Math.Abs), [typeof(int)])!,
            typeof(Math).GetMethod(nameof(Math.Abs), [typeof(long)])!,
            typeof(Math).GetMethod(nameof(Math.Abs), [typeof(decimal)])!,
        ],
        Net = o => IsDecimal(o)
            ? Expression.Call(typeof(Int128), nameof(Int128.Abs), null, o[0])
            : Expression.Call(typeof(Math), nameof(Math.Abs), null, o[0]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Typed($"abs({o[0]})", o) },
            { SqlEngine.Spark, o => Spark.Cast($"abs({o[0]})", o.Result) },
            { SqlEngine.ClickHouse, o => Cast($"abs({o[0]})", o) },
        },
        Fails = new() { { SqlEngine.ClickHouse, IsSmallest } },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [Add, Subtract, Multiply, Divide, Modulo, Negate, Abs];

    private static DataType? SumType(ImmutableArray<Expr> a) => !Numbers.SameNumber(a) || !Numbers.SameScale(a) ? null
        : a[0].Type.Kind == TypeKind.Decimal
            ? Numbers.Decimal(a[0].Type.Precision + 1, a[0].Type.Scale, Numbers.AnyNull(a))
            : a[0].Type.WithNull(Numbers.AnyNull(a));

    private static DataType? IntegerType(ImmutableArray<Expr> a) =>
        Numbers.SameNumber(a) && a[0].Type.IsInteger ? a[0].Type.WithNull(Numbers.AnyNull(a)) : null;

    private static DataType? OneNumber(ImmutableArray<Expr> a) =>
        a is [{ Type: { IsExactNumber: true, Kind: not (TypeKind.UInt32 or TypeKind.UInt64) } } x] ? x.Type : null;

    private static bool IsDecimal(Operands o) => o.Result.Kind == TypeKind.Decimal;

    private static bool IsInteger(SqlOperands o) => o.Result.IsInteger;

    private static bool IsDouble(SqlOperands o) => o.Result.Kind == TypeKind.Double;

    private static bool IsUInt64(SqlOperands o) => o.Result.Kind == TypeKind.UInt64;

    // Spark divides by no zero; which of two it is only its text tells.
    private static string DoubleQuotient(SqlOperands o) => $"(case when ({o[1]}) <> 0 or isnan({o[1]}) then ({o[0]}) / ({o[1]}) "
        + $"when ({o[0]}) is null or ({o[1]}) is null then null when isnan({o[0]}) or ({o[0]}) = 0 then CAST('NaN' AS DOUBLE) "
        + $"when (({o[0]}) > 0) = (CAST(({o[1]}) AS STRING) = '0.0') then CAST('Infinity' AS DOUBLE) "
        + "else CAST('-Infinity' AS DOUBLE) end)";

    /// <summary>DuckDB's own rule for the precision of a decimal result stops at 18 digits and raises.</summary>
    private static string Wide(SqlOperands o, int operand) =>
        o.Types[operand].Kind == TypeKind.Decimal ? $"({o[operand]})::{DuckDb.Wide(o.Types[operand])}" : o[operand];

    /// <summary>Null divided by zero is null, as C# lifts it; DuckDB itself gives null for any division by zero.</summary>
    private static string Quotient(SqlOperands o, string op) => Typed(
        $"case when ({o[1]}) = 0{(o.Types[0].Nullable ? $" and ({o[0]}) is not null" : "")} then error('division by zero') else ({o[0]}) "
            + $"{op} ({o[1]}) end", o);

    private static string Typed(string sql, SqlOperands o) => $"({sql})::{DuckDb.Type(o.Result)}";

    // ClickHouse's own type of a result is wider or without sign; a cast of an integer wraps. At most 28 digits stay within a decimal's 38.
    private static string Cast(string sql, SqlOperands o) => ClickHouse.Cast(sql, o.Result);

    // Of two signed integers of 64 bits every sum and product has room in 128, of two without sign in 256.
    private static string Wraps(SqlOperands o, string op)
    {
        string Wide(int operand) => o.Result.Kind == TypeKind.UInt64 ? $"toInt256({o[operand]})" : $"toInt128({o[operand]})";
        return IsInteger(o) ? $"ifNull(({Wide(0)} {op} {Wide(1)}) != {Cast($"({o[0]}) {op} ({o[1]})", o)}, 0)" : Never;
    }

    private static string NoQuotient(SqlOperands o) =>
        $"ifNull((({o[0]}) IS NOT NULL AND ({o[1]}) = 0) OR (({o[0]}) = {Smallest(o)} AND ({o[1]}) = -1), 0)";

    private static string IsSmallest(SqlOperands o) => IsInteger(o) ? $"ifNull(({o[0]}) = {Smallest(o)}, 0)" : Never;

    private static string Smallest(SqlOperands o) => o.Result.Kind == TypeKind.Int32 ? "toInt32(-2147483648)"
        : "toInt64('-9223372036854775808')";
}
