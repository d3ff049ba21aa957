using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Unified.Logical;

namespace Unified.Expressions;

/// <summary>
/// A typed scalar expression of a plan. Immutable. Printed canonically: two expressions are the same exactly when they print the same,
/// and the definition version is made of what is printed here.
/// </summary>
public abstract record Expr(DataType Type)
{
    /// <summary>This expression and all below it, parents first.</summary>
    public IEnumerable<Expr> Walk() => Children.SelectMany(child => child.Walk()).Prepend(this);

    /// <summary>The direct operands.</summary>
    public virtual ImmutableArray<Expr> Children => [];

    /// <summary>The same node over other operands.</summary>
    public virtual Expr With(ImmutableArray<Expr> children) => this;

    /// <inheritdoc />
    public abstract override string ToString();
}

/// <summary>A column of the source, by its unique name.</summary>
public sealed record ColumnExpr(string Name, DataType Type) : Expr(Type)
{
    public override string ToString() => Name;
}

/// <summary>A constant in its carrier: bool, int, long (also microseconds), <see cref="Int128"/> (unscaled decimal), string, or null.</summary>
public sealed record ConstantExpr(object? Value, DataType Type) : Expr(Type)
{
    public override string ToString() => Value switch
    {
        null => $"null:{Type}",
        string text => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"',
        bool flag => flag ? "true" : "false",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Value}:{Type}"),
    };
}

/// <summary>A function of the catalogue applied to operands.</summary>
public sealed record CallExpr(ScalarFunction Function, ImmutableArray<Expr> Arguments, DataType Type) : Expr(Type)
{
    public override ImmutableArray<Expr> Children => Arguments;

    public override Expr With(ImmutableArray<Expr> children) => this with { Arguments = children };

    public override string ToString() =>
        Function.Name == "cast" ? $"cast({Arguments[0]} as {Type})" : $"{Function.Name}({string.Join(", ", Arguments)})";
}

/// <summary>A static method marked <see cref="Definition.DeterministicAttribute"/> applied to operands.</summary>
public sealed record UserCallExpr(MethodInfo Method, ImmutableArray<Expr> Arguments, DataType Type) : Expr(Type)
{
    public override ImmutableArray<Expr> Children => Arguments;

    public override Expr With(ImmutableArray<Expr> children) => this with { Arguments = children };

    /// <summary>With type arguments, which overload resolution cannot tell from the operands.</summary>
    public override string ToString()
    {
        var types = Method.IsGenericMethod ? $"<{string.Join(", ", Method.GetGenericArguments().AsEnumerable())}>" : "";
        return $"{Method.DeclaringType}.{Method.Name}{types}({string.Join(", ", Arguments)})";
    }
}
