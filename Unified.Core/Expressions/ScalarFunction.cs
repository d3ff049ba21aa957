using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Logical;

namespace Unified.Expressions;

/// <summary>
/// One scalar function and its meaning in every engine. A new function is one entry in a file of <c>Functions/</c>: what it matches in C#,
/// its result type, its .NET meaning as an expression over carriers, and its SQL form in each dialect that gives exactly the same.
/// A dialect without a form refuses the function by name.
/// </summary>
public sealed class ScalarFunction
{
    /// <summary>The canonical name: part of the definition version, so it never changes its meaning.</summary>
    public required string Name { get; init; }

    /// <summary>The C# operator that is this function, if any.</summary>
    public ExpressionType? Operator { get; init; }

    /// <summary>The C# methods and properties that are this function.</summary>
    public MemberInfo[] Members { get; init; } = [];

    /// <summary>The operands as the function wants them: widened to a common scale, say. Default: unchanged.</summary>
    public Func<ImmutableArray<Expr>, ImmutableArray<Expr>> Prepare { get; init; } = static arguments => arguments;

    /// <summary>The result type of prepared operands, or null when they do not fit.</summary>
    public required Func<ImmutableArray<Expr>, DataType?> ResultType { get; init; }

    /// <summary>The .NET meaning over carriers (<see cref="DataType.NullableCarrier"/>); null lifts as C# lifts it.</summary>
    public required Func<Operands, Expression> Net { get; init; }

    /// <summary>The DuckDB form.</summary>
    public Func<SqlOperands, string>? DuckDb { get; init; }

    /// <summary>True when evaluation can throw: division, checked arithmetic.</summary>
    public bool CanFail { get; init; }

    /// <summary>This function over operands, or null when their types do not fit.</summary>
    internal CallExpr? TryBind(ImmutableArray<Expr> arguments)
    {
        var prepared = Prepare(arguments);
        return ResultType(prepared) is { } type ? new CallExpr(this, prepared, type) : null;
    }

    /// <summary>Compiled operands with their plan types.</summary>
    public readonly record struct Operands(Expression[] Values, DataType[] Types, DataType Result)
    {
        public Expression this[int index] => Values[index];
    }

    /// <summary>Operands in SQL with their plan types.</summary>
    public readonly record struct SqlOperands(string[] Values, DataType[] Types, DataType Result)
    {
        public string this[int index] => Values[index];
    }
}
