using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions;

/// <summary>
/// One scalar function and its meaning in every engine. A new function is one entry in a file of <c>Functions/</c>: what it matches in C#,
/// its result type, its .NET meaning as an expression over carriers, and its SQL form in each engine that gives exactly the same.
/// An engine without a form refuses the function by name.
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

    /// <summary>Its form in each engine that has one which gives exactly the same; a form may be null for some operands.</summary>
    public SqlForms<SqlOperands> Sql { get; init; } = [];

    /// <summary>
    /// For engines whose form gives some value where C# throws: a predicate, never null, that says where. Operands that throw themselves
    /// are not its matter.
    /// </summary>
    public SqlForms<SqlOperands> Fails { get; init; } = [];

    /// <summary>What <see cref="Fails"/> is for operands that never fail.</summary>
    public const string Never = "0";

    /// <summary>True when it is the start of a window that a time, its first operand, falls into.</summary>
    public bool IsWindow { get; init; }

    /// <summary>
    /// Of a window whose rows are panes: which windows they are merged to. Its value is the start of a time's pane then, and means nothing
    /// but as the key of a group.
    /// </summary>
    public Func<ImmutableArray<Expr>, Unified.Time.PaneWindows>? Panes { get; init; }

    /// <summary>True when evaluation can throw: division, checked arithmetic.</summary>
    public bool CanFail { get; init; }

    /// <summary>This function over operands, or null when their types do not fit.</summary>
    internal CallExpr? TryBind(ImmutableArray<Expr> arguments)
    {
        if (Operator is { } op && arguments.Length != OperandsOf(op))
        {
            return null;
        }

        var prepared = Prepare(arguments);
        return ResultType(prepared) is { } type ? new CallExpr(this, prepared, type) : null;
    }

    private static int OperandsOf(ExpressionType op) => op switch
    {
        ExpressionType.Conditional => 3,
        ExpressionType.Not or ExpressionType.NegateChecked or ExpressionType.OnesComplement => 1,
        _ => 2,
    };

    /// <summary>Compiled operands with their plan types.</summary>
    public readonly record struct Operands(Expression[] Values, DataType[] Types, DataType Result)
    {
        /// <summary>An operand, counted from 0.</summary>
        public Expression this[int index] => Values[index];
    }

    /// <summary>Operands in SQL with their plan types.</summary>
    public readonly record struct SqlOperands(string[] Values, DataType[] Types, DataType Result)
    {
        /// <summary>An operand as SQL, counted from 0.</summary>
        public string this[int index] => Values[index];

        /// <summary>The operands as the plan has them: a form may depend on a constant among them.</summary>
        public Expr[] Exprs { get; init; } = [];
    }
}
