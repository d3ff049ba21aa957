using System.Linq.Expressions;
using Unified.Errors;
using Unified.Expressions;
using Unified.Linq;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Core.Tests.Oracle;

/// <summary>What an expression may be made of.</summary>
internal sealed class Scope
{
    private readonly Func<Expression, Shape?> _known;

    private Scope(IReadOnlyList<Expression> leaves, Func<Expression, Shape?> known) => (Leaves, _known) = (leaves, known);

    /// <summary>Columns and placeholders.</summary>
    public IReadOnlyList<Expression> Leaves { get; }

    /// <summary>The columns of a row.</summary>
    public static Scope Of(ParameterExpression row, IEnumerable<Field> columns)
    {
        var shape = new RecordShape([.. columns.Select(c => KeyValuePair.Create<string, Shape>(c.Name,
            new ValueShape(new ColumnExpr(c.Name, c.Type))))]);
        return new([.. shape.Members.Select(m => Expression.Property(row, m.Key))], node => node == row ? shape : null);
    }

    /// <summary>Placeholders of values of a plan's types.</summary>
    public static Scope Of(IEnumerable<KeyValuePair<ParameterExpression, DataType>> values)
    {
        var types = values.ToDictionary(v => v.Key, v => v.Value);
        return new([.. types.Keys], node => node is ParameterExpression p && types.TryGetValue(p, out var type)
            ? new ValueShape(new ColumnExpr(p.Name!, type)) : null);
    }

    /// <summary>The same, and a name for a value.</summary>
    public Scope With(ParameterExpression name, Expr value) => new([.. Leaves, name, name, name, name],
        node => node == name ? new ValueShape(value) : _known(node));

    /// <summary>True for an expression that is of more than constants.</summary>
    public bool IsIn(Expression expression)
    {
        var found = false;
        _ = new Replace(node =>
        {
            found |= node is ParameterExpression;
            return null;
        }).Visit(expression);
        return found;
    }

    /// <summary>The plan's expression, or null when it is refused.</summary>
    public Expr? Translate(Expression expression)
    {
        try
        {
            var mistakes = new Mistakes();
            var read = new ExprTranslator(mistakes).Finished(expression, _known);
            return mistakes.All.Count == 0 && read is not PoisonExpr ? read : null;
        }
        catch (DefinitionException)
        {
            return null;
        }
    }
}
