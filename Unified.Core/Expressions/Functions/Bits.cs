using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary>The bits of int and long; a shift counts modulo 32 or 64 and drops what it pushes out, as in C#.</summary>
internal static class Bits
{
    public static readonly ScalarFunction And = Of("bit_and", ExpressionType.And, o => $"({o[0]}) & ({o[1]})", "bitAnd", "&");
    public static readonly ScalarFunction Or = Of("bit_or", ExpressionType.Or, o => $"({o[0]}) | ({o[1]})", "bitOr", "|");
    public static readonly ScalarFunction Xor = Of("bit_xor", ExpressionType.ExclusiveOr, o => $"xor({o[0]}, {o[1]})", "bitXor", "^");

    public static readonly ScalarFunction Not = new()
    {
        Name = "bit_not",
        Operator = ExpressionType.OnesComplement,
        ResultType = a => a is [{ Type.Kind: TypeKind.Int32 or TypeKind.Int64 }] ? a[0].Type : null,
        Net = o => Expression.OnesComplement(o[0]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(-1 - ({o[0]}))::{DuckDb.Type(o.Result)}" },
            { SqlEngine.Spark, o => $"(~({o[0]}))" },
            { SqlEngine.ClickHouse, o => $"CAST(bitNot({o[0]}), '{ClickHouse.Type(o.Result)}')" },
        },
    };

    public static readonly ScalarFunction ShiftLeft = Shift("shift_left", ExpressionType.LeftShift, Left, "bitShiftLeft", "shiftleft");
    public static readonly ScalarFunction ShiftRight = Shift("shift_right", ExpressionType.RightShift,
        o => $"({o[0]}) >> (({o[1]}) & {Mask(o.Result)})", "bitShiftRight", "shiftright");

    public static readonly ImmutableArray<ScalarFunction> All = [And, Or, Xor, Not, ShiftLeft, ShiftRight];

    private static ScalarFunction Of(string name, ExpressionType op, Func<SqlOperands, string> duckDb, string clickHouse,
        string spark) => new()
        {
            Name = name,
            Operator = op,
            Prepare = Numbers.Lift,
            ResultType = a => Numbers.SameNumber(a) && a[0].Type.IsInteger ? a[0].Type.WithNull(Numbers.AnyNull(a)) : null,
            Net = o => Expression.MakeBinary(op, o[0], o[1]),
            Sql = new()
        {
            { SqlEngine.DuckDb, o => $"({duckDb(o)})::{DuckDb.Type(o.Result)}" },
            { SqlEngine.ClickHouse, o => $"CAST({clickHouse}({o[0]}, {o[1]}), '{ClickHouse.Type(o.Result)}')" },
            // Spark has no integer of 64 bits without sign.
            { SqlEngine.Spark, o => o.Result.Kind == TypeKind.UInt64 ? null : $"(({o[0]}) {spark} ({o[1]}))" },
        },
        };

    private static ScalarFunction Shift(string name, ExpressionType op, Func<SqlOperands, string> duckDb, string clickHouse,
        string spark) => new()
        {
            Name = name,
            Operator = op,
            Prepare = Numbers.Lift,
            ResultType = a => a.Length == 2 && a[0].Type.Kind is TypeKind.Int32 or TypeKind.Int64 && a[1].Type.Kind == TypeKind.Int32
                ? a[0].Type.WithNull(Numbers.AnyNull(a)) : null,
            Net = o => Expression.MakeBinary(op, o[0],
                Expression.And(o[1], Expression.Convert(Expression.Constant(Mask(o.Result)), o[1].Type))),
            Sql = new()
        {
            { SqlEngine.DuckDb, o => $"({duckDb(o)})::{DuckDb.Type(o.Result)}" },
            { SqlEngine.ClickHouse, o =>
                $"CAST({clickHouse}({o[0]}, bitAnd({o[1]}, {Mask(o.Result)})), '{ClickHouse.Type(o.Result)}')" },
            { SqlEngine.Spark, o => $"{spark}({o[0]}, {o[1]})" },
        },
        };

    private static int Mask(DataType type) => type.Kind == TypeKind.Int32 ? 31 : 63;

    /// <summary>DuckDB refuses to push out a bit: the bits that stay are shifted as a number without sign, which is then given
    /// one.</summary>
    private static string Left(SqlOperands o)
    {
        var (bits, whole) = o.Result.Kind == TypeKind.Int32 ? (32, "4294967296") : (64, "18446744073709551616");
        var count = $"(({o[1]}) & {Mask(o.Result)})";
        var kept = $"(({o[0]})::HUGEINT & ((1::HUGEINT << ({bits} - {count})) - 1)) * (1::HUGEINT << {count})";
        return $"case when ({kept}) * 2 >= {whole}::HUGEINT then ({kept}) - {whole}::HUGEINT else {kept} end";
    }
}
