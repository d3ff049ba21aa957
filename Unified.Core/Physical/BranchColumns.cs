using System.Collections.Immutable;
using Unified.Errors;
using Unified.Expressions;
using Unified.Types;

namespace Unified.Physical;

/// <summary>
/// What the names of a branch stand for while its nodes are compiled one after the other: columns of the scan, columns computed so far, or
/// constants. A projection may give an old name a new meaning; here every computed column has a name of its own.
/// </summary>
internal sealed class BranchColumns(ImmutableArray<Field> scan)
{
    private readonly Dictionary<string, int> _scanned = scan.Select((f, i) => (f.Name, i))
        .ToDictionary(f => f.Name, f => f.i, StringComparer.Ordinal);
    private readonly Dictionary<string, int> _computed = new(StringComparer.Ordinal);
    // By object: what is shared stays shared.
    private readonly Dictionary<Expr, Expr> _resolved = new(ReferenceEqualityComparer.Instance);
    private Dictionary<string, Expr> _meaning = scan.ToDictionary(f => f.Name, Expr (f) => new ColumnExpr(f.Name, f.Type),
        StringComparer.Ordinal);

    /// <summary>How many columns are computed.</summary>
    public int Count => _computed.Count;

    /// <summary>The place of a scanned column.</summary>
    public int Scanned(string name) => _scanned.TryGetValue(name, out var index) ? index
        : throw new InternalException($"Column '{name}' is read by a plan that does not scan it.");

    /// <summary>The place of a computed column, or -1.</summary>
    public int Computed(string name) => _computed.GetValueOrDefault(name, -1);

    /// <summary>An expression of the node that is compiled now, over the branch's own names.</summary>
    public Expr Resolve(Expr expr)
    {
        if (!_resolved.TryGetValue(expr, out var known))
        {
            known = expr is ColumnExpr column ? _meaning[column.Name] : expr.Children.Length == 0 ? expr
                : expr.With([.. expr.Children.Select(Resolve)]);
            _resolved.Add(expr, known);
        }

        return known;
    }

    /// <summary>A new computed column.</summary>
    public ColumnExpr Add(DataType type)
    {
        var column = new ColumnExpr(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"#{_computed.Count}"), type);
        _computed.Add(column.Name, _computed.Count);
        return column;
    }

    /// <summary>From here on the names mean this.</summary>
    public void Rename(IEnumerable<KeyValuePair<string, Expr>> meaning)
    {
        _meaning = meaning.ToDictionary(StringComparer.Ordinal);
        _resolved.Clear();
    }
}
