using System.Text;
using Unified.Types;

namespace Unified.Logical;

/// <summary>
/// A node of a logical plan: a relation with a known schema over other relations. Immutable; equal by value. Printed canonically; the
/// definition version is made of what is printed.
/// </summary>
public abstract record LogicalNode
{
    /// <summary>The relations below, in order.</summary>
    public abstract EquatableArray<LogicalNode> Inputs { get; }

    /// <summary>The columns of its rows.</summary>
    public abstract EquatableArray<Field> Schema { get; }

    /// <summary>The column that is the event time of the source below, under its name here; null where no column is.</summary>
    public virtual string? EventTime => null;

    /// <summary>This node alone, in one line.</summary>
    public abstract string Describe();

    /// <summary>The same node over other inputs, as many.</summary>
    public abstract LogicalNode With(EquatableArray<LogicalNode> inputs);

    /// <summary>This node and all below it, parents first.</summary>
    public IEnumerable<LogicalNode> Walk() => Inputs.SelectMany(i => i.Walk()).Prepend(this);

    /// <summary>The expressions of this node alone.</summary>
    public virtual IEnumerable<Expressions.Expr> Expressions => [];

    /// <summary>Those of them that are evaluated for every row; others only for rows that a filter of their own lets pass.</summary>
    public virtual IEnumerable<Expressions.Expr> ForEveryRow => Expressions;

    /// <inheritdoc />
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Print(text, 0);
        return text.ToString();
    }

    private void Print(StringBuilder text, int indent)
    {
        text.Append(' ', indent).Append(Describe()).Append('\n');
        foreach (var input in Inputs)
        {
            input.Print(text, indent + 2);
        }
    }
}
