using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Unified.Types;

namespace Unified.Expressions;

/// <summary>
/// A typed scalar expression of a plan. Immutable. Printed canonically: two expressions are the same exactly when they print the same,
/// and the definition version is made of what is printed here.
/// </summary>
public abstract record Expr(DataType Type)
{
    /// <summary>This expression and all below it, parents first, each object once: a value that is used twice may be one object.</summary>
    public IEnumerable<Expr> Walk()
    {
        var seen = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        var next = new Stack<Expr>([this]);
        while (next.TryPop(out var expr))
        {
            if (seen.Add(expr))
            {
                yield return expr;
                for (var i = expr.Children.Length - 1; i >= 0; i--)
                {
                    next.Push(expr.Children[i]);
                }
            }
        }
    }

    /// <summary>True when the expression, or anything in it, may be an error of the event.</summary>
    public bool CanFail() => Walk().Any(e => e is UserCallExpr or CallExpr { Function.CanFail: true });

    /// <summary>The direct operands.</summary>
    public virtual EquatableArray<Expr> Children => [];

    /// <summary>The same node over other operands.</summary>
    public virtual Expr With(EquatableArray<Expr> children) => this;

    /// <inheritdoc />
    public abstract override string ToString();
}

/// <summary>A column of the source, by its unique name.</summary>
public sealed record ColumnExpr(string Name, DataType Type) : Expr(Type)
{
    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>
/// A constant in its carrier: bool, int, long (also microseconds), <see cref="Int128"/> (unscaled decimal), double, string, or null.
/// </summary>
public sealed record ConstantExpr(object? Value, DataType Type) : Expr(Type)
{
    /// <summary>By bits for doubles: 0 and -0 are two constants, and NaN is one.</summary>
    public bool Equals(ConstantExpr? other) => other is not null && Type == other.Type
        && (Value is double mine && other.Value is double its
            ? BitConverter.DoubleToInt64Bits(mine) == BitConverter.DoubleToInt64Bits(its) : Equals(Value, other.Value));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Value, Type);

    /// <inheritdoc />
    public override string ToString() => Value switch
    {
        null => $"null:{Type}",
        string text => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"',
        bool flag => flag ? "true" : "false",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Value}:{Type}"),
    };
}

/// <summary>A function of the catalogue applied to operands.</summary>
public sealed record CallExpr(ScalarFunction Function, EquatableArray<Expr> Arguments, DataType Type) : Expr(Type)
{
    /// <inheritdoc />
    public override EquatableArray<Expr> Children => Arguments;

    /// <inheritdoc />
    public override Expr With(EquatableArray<Expr> children) => this with { Arguments = children };

    /// <inheritdoc />
    public override string ToString() =>
        Function.Name == "cast" ? $"cast({Arguments[0]} as {Type})" : $"{Function.Name}({string.Join(", ", Arguments)})";
}

/// <summary>A static method marked <see cref="Definition.DeterministicAttribute"/> applied to operands.</summary>
public sealed record UserCallExpr(MethodInfo Method, EquatableArray<Expr> Arguments, DataType Type) : Expr(Type)
{
    /// <inheritdoc />
    public override EquatableArray<Expr> Children => Arguments;

    /// <inheritdoc />
    public override Expr With(EquatableArray<Expr> children) => this with { Arguments = children };

    /// <summary>With type arguments, which overload resolution cannot tell from the operands, and how many digits a decimal has.</summary>
    public override string ToString()
    {
        var types = Method.IsGenericMethod ? $"<{string.Join(", ", Method.GetGenericArguments().AsEnumerable())}>" : "";
        var digits = Type.Kind == TypeKind.Decimal ? $" as {Type}" : "";
        return $"{Method.DeclaringType}.{Method.Name}{types}({string.Join(", ", Arguments)}){digits}";
    }
}

/// <summary>
/// What stands where an expression was refused, so that the rest of a definition can be read and its other mistakes be named. Never part of
/// a plan.
/// </summary>
internal sealed record PoisonExpr(DataType Type) : Expr(Type)
{
    public override string ToString() => "?";
}
