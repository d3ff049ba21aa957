using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary>
/// Comparisons as C# lifts them: null equals null, an ordering with null is false. Text is compared ordinally and only for equality.
/// Doubles are compared as IEEE 754 says: NaN is neither equal to, nor before or behind anything.
/// </summary>
internal static class Comparison
{
    public static readonly ScalarFunction Equal = Equality("equal", ExpressionType.Equal, "is not distinct from", "=");
    public static readonly ScalarFunction NotEqual = Equality("not_equal", ExpressionType.NotEqual, "is distinct from", "<>");
    public static readonly ScalarFunction Less = Ordering("less", ExpressionType.LessThan, "<");
    public static readonly ScalarFunction LessOrEqual = Ordering("less_or_equal", ExpressionType.LessThanOrEqual, "<=");
    public static readonly ScalarFunction Greater = Ordering("greater", ExpressionType.GreaterThan, ">");
    public static readonly ScalarFunction GreaterOrEqual = Ordering("greater_or_equal", ExpressionType.GreaterThanOrEqual, ">=");

    public static readonly ImmutableArray<ScalarFunction> All = [Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual];

    private static ScalarFunction Equality(string name, ExpressionType op, string nullSafe, string plain) => new()
    {
        Name = name,
        Operator = op,
        Prepare = Numbers.ToCommonScale,
        ResultType = a => a.Length == 2 && a[0].Type.Kind == a[1].Type.Kind && Numbers.SameScale(a) ? DataType.Boolean : null,
        Net = o => o.Types[0].Kind == TypeKind.String
            ? Expression.MakeBinary(op, o[0], o[1], false, typeof(string)
                .GetMethod(op == ExpressionType.Equal ? "op_Equality" : "op_Inequality"))
            : Compare(op, o),
        Sql = new()
        {
            {
                SqlEngine.DuckDb, o =>
                {
                    var compared = o.Types.Any(t => t.Nullable) ? $"(({o[0]}) {nullSafe} ({o[1]}))" : $"(({o[0]}) {plain} ({o[1]}))";
                    return !o.Types[0].IsFloating ? compared
                        : plain == "=" ? $"({compared} and not {IsNaN(o[0])})" : $"({compared} or {IsNaN(o[0])})";
                }
            },
            {
                SqlEngine.Spark, o =>
                {
                    var same = o.Types.Any(t => t.Nullable) ? $"(({o[0]}) <=> ({o[1]}))" : $"(({o[0]}) = ({o[1]}))";
                    var equal = o.Types[0].IsFloating ? $"({same} and not {IsNaN(o[0])})" : same;
                    return plain == "=" ? equal : $"(not {equal})";
                }
            },
            {
                // Where the comparison is null, one side is: they are equal when both are.
                SqlEngine.ClickHouse, o => o.Types.Any(t => t.Nullable)
                    ? $"ifNull(({o[0]}) {plain} ({o[1]}), (({o[0]}) IS NULL) {plain} (({o[1]}) IS NULL))" : $"(({o[0]}) {plain} ({o[1]}))"
            },
        },
    };

    private static ScalarFunction Ordering(string name, ExpressionType op, string sql) => new()
    {
        Name = name,
        Operator = op,
        Prepare = Numbers.ToCommonScale,
        ResultType = a => a.Length == 2 && a[0].Type.Kind == a[1].Type.Kind && Numbers.SameScale(a)
            && (a[0].Type.IsOrdered || a[0].Type.IsFloating)
            ? DataType.Boolean : null,
        Net = o => Compare(op, o),
        Sql = new()
        {
            {
                SqlEngine.DuckDb, o =>
                {
                    var compared = o.Types.Any(t => t.Nullable) ? $"coalesce(({o[0]}) {sql} ({o[1]}), false)"
                        : $"(({o[0]}) {sql} ({o[1]}))";
                    return !o.Types[0].IsFloating ? compared : $"({compared} and not {IsNaN(o[0])} and not {IsNaN(o[1])})";
                }
            },
            {
                SqlEngine.Spark, o =>
                {
                    var compared = o.Types.Any(t => t.Nullable) ? $"coalesce(({o[0]}) {sql} ({o[1]}), false)"
                        : $"(({o[0]}) {sql} ({o[1]}))";
                    return !o.Types[0].IsFloating ? compared : $"({compared} and not {IsNaN(o[0])} and not {IsNaN(o[1])})";
                }
            },
            {
                SqlEngine.ClickHouse, o => o.Types.Any(t => t.Nullable) ? $"ifNull(({o[0]}) {sql} ({o[1]}), 0)"
                    : $"(({o[0]}) {sql} ({o[1]}))"
            },
        },
    };

    // DuckDB and Spark take NaN for equal to itself and for larger than all.
    private static string IsNaN(string value) => $"coalesce(isnan({value}), false)";

    /// <summary>Operands of which one may be null are lifted together, so that the expression tree accepts them.</summary>
    private static BinaryExpression Compare(ExpressionType op, Operands o)
    {
        var (left, right) = (o[0], o[1]);
        if (left.Type != right.Type)
        {
            var lifted = left.Type.IsValueType && Nullable.GetUnderlyingType(left.Type) is null ? right.Type : left.Type;
            (left, right) = (Expression.Convert(left, lifted), Expression.Convert(right, lifted));
        }

        return Expression.MakeBinary(op, left, right);
    }
}
