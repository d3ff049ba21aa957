using System.Linq.Expressions;

namespace Unified.Linq.States;

/// <summary>How a part of a state is merged.</summary>
internal enum StateOperator
{
    Sum, Min, Max, Any, All, BitOr, BitAnd,
}

/// <summary>What C# writes for each.</summary>
internal static class StateOperators
{
    /// <summary>The operator and its two sides, or null.</summary>
    public static (StateOperator Operator, Expression Left, Expression Right)? Read(Expression node) => node switch
    {
        BinaryExpression { NodeType: ExpressionType.Add or ExpressionType.AddChecked } e => (StateOperator.Sum, e.Left, e.Right),
        BinaryExpression { NodeType: ExpressionType.OrElse } e => (StateOperator.Any, e.Left, e.Right),
        BinaryExpression { NodeType: ExpressionType.AndAlso } e => (StateOperator.All, e.Left, e.Right),
        BinaryExpression { NodeType: ExpressionType.Or } e => (IsTruth(e) ? StateOperator.Any : StateOperator.BitOr, e.Left, e.Right),
        BinaryExpression { NodeType: ExpressionType.And } e => (IsTruth(e) ? StateOperator.All : StateOperator.BitAnd, e.Left, e.Right),
        MethodCallExpression { Method.Name: nameof(Math.Min), Arguments: [var left, var right] } c when IsMath(c) =>
            (StateOperator.Min, left, right),
        MethodCallExpression { Method.Name: nameof(Math.Max), Arguments: [var left, var right] } c when IsMath(c) =>
            (StateOperator.Max, left, right),
        ConditionalExpression { Test: BinaryExpression test } choice => Chosen(choice, test),
        _ => null,
    };

    /// <summary>The value that changes no other when it is merged with it; null when the type has none for this operator.</summary>
    public static object? Identity(StateOperator @operator, Type type) => (@operator, type) switch
    {
        (StateOperator.Any, _) when type == typeof(bool) => false,
        (StateOperator.All, _) when type == typeof(bool) => true,
        (StateOperator.Sum, _) => Zero(type),
        (StateOperator.BitOr, _) => Bits(type, all: false),
        (StateOperator.BitAnd, _) => Bits(type, all: true),
        (StateOperator.Min or StateOperator.Max, _) => End(type, @operator == StateOperator.Min),
        _ => null,
    };

    // a > b ? a : b, in each of its spellings.
    private static (StateOperator, Expression, Expression)? Chosen(ConditionalExpression choice, BinaryExpression test)
    {
        bool? greater = test.NodeType switch
        {
            ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual => true,
            ExpressionType.LessThan or ExpressionType.LessThanOrEqual => false,
            _ => null,
        };
        var same = Same(test.Left, choice.IfTrue) && Same(test.Right, choice.IfFalse);
        var crossed = Same(test.Left, choice.IfFalse) && Same(test.Right, choice.IfTrue);
        return greater is null || !(same || crossed) ? null
            : (greater == same ? StateOperator.Max : StateOperator.Min, test.Left, test.Right);
    }

    // Two spellings of one value: parameters of one lambda have names of their own.
    private static bool Same(Expression a, Expression b) => a.Type == b.Type && a.ToString() == b.ToString();

    private static bool IsTruth(Expression node) => node.Type == typeof(bool);

    private static bool IsMath(MethodCallExpression call) => call.Method.DeclaringType == typeof(Math)
        || (call.Object is null && call.Method.DeclaringType == call.Type);

    private static object? Zero(Type type) => type == typeof(long) ? 0L : type == typeof(ulong) ? 0UL : type == typeof(decimal) ? 0m
        : type == typeof(double) ? 0d : type == typeof(TimeSpan) ? TimeSpan.Zero : null;

    private static object? Bits(Type type, bool all) => type == typeof(int) ? (all ? -1 : 0) : type == typeof(long) ? (all ? -1L : 0L)
        : type == typeof(uint) ? (all ? uint.MaxValue : 0u) : type == typeof(ulong) ? (all ? ulong.MaxValue : 0UL) : null;

    private static object? End(Type type, bool largest) =>
        type == typeof(int) ? (largest ? int.MaxValue : int.MinValue)
        : type == typeof(long) ? (largest ? long.MaxValue : long.MinValue)
        : type == typeof(uint) ? (largest ? uint.MaxValue : uint.MinValue)
        : type == typeof(ulong) ? (largest ? ulong.MaxValue : ulong.MinValue)
        : type == typeof(DateOnly) ? (largest ? DateOnly.MaxValue : DateOnly.MinValue)
        : null;
}
