using Unified.Expressions;

namespace Unified.Optimization;

/// <summary>
/// Makes one object of equal expressions, so that to be equal is to be the same object and an expression that is used twice costs nothing
/// twice: the work is linear in the distinct expressions, however long the plan would be if it were written out. Not thread-safe.
/// </summary>
internal sealed class ExprTable
{
    private readonly Dictionary<Expr, Expr> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, Expr> _distinct = new(new Shallow());

    /// <summary>The one object that is equal to <paramref name="expr"/>.</summary>
    public Expr Of(Expr expr)
    {
        if (_known.TryGetValue(expr, out var known))
        {
            return known;
        }

        var made = expr.Children.Length == 0 ? expr : expr.With([.. expr.Children.Select(Of)]);
        if (!_distinct.TryGetValue(made, out var one))
        {
            _distinct.Add(made, one = made);
        }

        _known.Add(expr, one);
        return one;
    }

    /// <summary>Compares nodes whose operands are in the table already: those by object.</summary>
    private sealed class Shallow : IEqualityComparer<Expr>
    {
        public bool Equals(Expr? x, Expr? y) => (x, y) switch
        {
            (CallExpr a, CallExpr b) => a.Function == b.Function && a.Type == b.Type && Same(a, b),
            (UserCallExpr a, UserCallExpr b) => a.Method == b.Method && a.Type == b.Type && Same(a, b),
            _ => EqualityComparer<Expr>.Default.Equals(x, y),
        };

        public int GetHashCode(Expr obj) => obj is CallExpr or UserCallExpr
            ? obj.Children.Aggregate(HashCode.Combine(obj.Type, (obj as CallExpr)?.Function.Name, (obj as UserCallExpr)?.Method),
                (hash, child) => HashCode.Combine(hash, System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(child)))
            : obj.GetHashCode();

        private static bool Same(Expr a, Expr b) => a.Children.Length == b.Children.Length
            && a.Children.Items.Zip(b.Children.Items).All(p => ReferenceEquals(p.First, p.Second));
    }
}
