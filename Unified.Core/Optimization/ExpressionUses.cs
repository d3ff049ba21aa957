using Unified.Expressions;
using Unified.Expressions.Functions;

namespace Unified.Optimization;

/// <summary>
/// Which expressions of a node, and of the filter under it, are used more than once, in which order they can be computed, and what stands
/// for them then. Expressions are compared by object.
/// </summary>
internal sealed class ExpressionUses
{
    private readonly HashSet<Expr> _shared = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Expr> _alwaysFiltered = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Expr> _always = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, int> _levels = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, ColumnExpr> _columns = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, Expr> _used = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Expr> _inFilter = new(ReferenceEqualityComparer.Instance);
    private readonly List<Expr> _order;

    /// <param name="node">All expressions of the node.</param>
    /// <param name="everyRow">Those of them that are evaluated for every row.</param>
    /// <param name="filter">The expressions of the filter under it.</param>
    public ExpressionUses(IEnumerable<Expr> node, IEnumerable<Expr> everyRow, IEnumerable<Expr> filter)
    {
        // One root a distinct expression: several aggregates of one argument share its evaluation as they are.
        var roots = node.Distinct(ReferenceEqualityComparer.Instance).Cast<Expr>().ToList();
        var below = filter.ToList();
        _order = [.. below.Concat(roots).SelectMany(r => r.Walk()).Distinct(ReferenceEqualityComparer.Instance).Cast<Expr>()];
        _inFilter.UnionWith(below.SelectMany(r => r.Walk()));
        var uses = _order.SelectMany(e => e.Children).Concat(below).Concat(roots)
            .CountBy(e => (object)e, ReferenceEqualityComparer.Instance);
        _shared.UnionWith(uses.Where(u => u.Value > 1).Select(u => (Expr)u.Key).Where(e => e is CallExpr or UserCallExpr));
        below.ForEach(root => MarkAlways(root, _alwaysFiltered));
        everyRow.ToList().ForEach(root => MarkAlways(root, _always));
    }

    /// <summary>What the filter uses, in levels each of which uses only those before it.</summary>
    public IEnumerable<IReadOnlyList<Expr>> Low => Levels(_inFilter.Contains);

    /// <summary>What only the node uses.</summary>
    public IEnumerable<IReadOnlyList<Expr>> High => Levels(e => !_inFilter.Contains(e));

    /// <summary>True when it is computed for every row anyway: of what the filter uses, for every row that the filter sees.</summary>
    public bool Always(Expr expr) => (_inFilter.Contains(expr) ? _alwaysFiltered : _always).Contains(expr);

    /// <summary>The name of the column that it becomes.</summary>
    public string Name(Expr expr, Func<string> next)
    {
        var column = new ColumnExpr(next(), expr.Type);
        _columns.Add(expr, column);
        return column.Name;
    }

    /// <summary>The expression with columns for what has become one.</summary>
    public Expr Use(Expr expr) => _columns.TryGetValue(expr, out var column) ? column : UseInside(expr);

    /// <summary>The same, where the expression itself is what the column is computed from.</summary>
    public Expr UseInside(Expr expr)
    {
        if (expr.Children.Length == 0)
        {
            return expr;
        }

        if (!_used.TryGetValue(expr, out var used))
        {
            _used.Add(expr, used = expr.With([.. expr.Children.Select(Use)]));
        }

        return used;
    }

    private IEnumerable<IReadOnlyList<Expr>> Levels(Func<Expr, bool> which) =>
        _order.Where(e => _shared.Contains(e) && which(e)).GroupBy(Level).OrderBy(g => g.Key).Select(g => (IReadOnlyList<Expr>)[.. g]);

    // How many shared expressions stand below one another in it.
    private int Level(Expr expr)
    {
        if (!_levels.TryGetValue(expr, out var level))
        {
            level = expr.Children.Select(c => Level(c) + (_shared.Contains(c) ? 1 : 0)).DefaultIfEmpty(0).Max();
            _levels.Add(expr, level);
        }

        return level;
    }

    private static void MarkAlways(Expr expr, HashSet<Expr> always)
    {
        if (always.Add(expr))
        {
            // Of a choice only the question is always asked.
            var asked = expr is CallExpr { Function: var f } && (f == Logic.If || f == Logic.And || f == Logic.Or || f == Logic.Coalesce)
                ? expr.Children.Take(1) : expr.Children;
            foreach (var child in asked)
            {
                MarkAlways(child, always);
            }
        }
    }
}
