namespace Unified.Expressions;

/// <summary>
/// Expressions in messages. A chain of lets is one object that is used again and again, and would be gigabytes when it is written out.
/// </summary>
internal static class ExprText
{
    private const int Longest = 400;

    /// <summary>The expression as it prints, with "…" for the operands that are too long.</summary>
    public static string Short(Expr expr) => Cut(expr, Longest, new Dictionary<Expr, double>(ReferenceEqualityComparer.Instance))
        .ToString();

    private static Expr Cut(Expr expr, int room, Dictionary<Expr, double> lengths)
    {
        if (Length(expr, lengths) <= room)
        {
            return expr;
        }

        var each = room / Math.Max(expr.Children.Length, 1);
        return expr.Children.Length == 0 || each < 2 ? new ColumnExpr("…", expr.Type)
            : expr.With([.. expr.Children.Select(c => Cut(c, each, lengths))]);
    }

    // About as long as it prints; a double, since the length doubles with every let.
    private static double Length(Expr expr, Dictionary<Expr, double> lengths)
    {
        if (!lengths.TryGetValue(expr, out var length))
        {
            length = expr.Children.Length == 0 ? expr.ToString().Length : 12 + expr.Children.Sum(c => Length(c, lengths) + 2);
            lengths.Add(expr, length);
        }

        return length;
    }
}
