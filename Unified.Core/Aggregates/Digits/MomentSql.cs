using System.Globalization;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// Results of exact sums of products, in integers: count * sum of products - product of sums, divided at last, rounded once.
/// </summary>
internal static class MomentSql
{
    /// <summary>The nearest double of an exact sum of doubles.</summary>
    public static string Sum(SqlEngine engine, string limbs)
    {
        var sql = DigitDialect.Of(engine, $"the nearest double of {limbs}");
        var (positive, negative) = ($"{sql.Count(limbs, LimbSum.PositiveInfinities)} != 0",
            $"{sql.Count(limbs, LimbSum.NegativeInfinities)} != 0");
        return sql.If($"{sql.Count(limbs, LimbSum.NaNs)} != 0 OR ({positive} AND {negative})", sql.Double("nan"),
            sql.If(positive, sql.Double("inf"), sql.If(negative, sql.Double("-inf"),
                new DigitSql(sql).Nearest(new DigitSql(sql).Number(limbs)))));
    }

    /// <summary>The variance or covariance of (count, sum, sum, sum of products) of values of two types.</summary>
    public static string Covariance(SqlEngine engine, MomentStates states, DataType left, DataType right, bool sample)
    {
        var sql = DigitDialect.Of(engine, "the nearest double of a moment");
        var digits = new DigitSql(sql);
        var count = sql.Wide(states.Count);
        string[] units = [.. new[] { left, right }.Where(t => t.Kind == TypeKind.Decimal && t.Scale > 0)
            .Select(t => $"1{new string('0', t.Scale)}")];
        var value = digits.Nearest(Difference(digits, states, states.Products, states.Left, states.Right),
            [$"greatest({count}, 1)", $"greatest({count} - {(sample ? 1 : 0)}, 1)", .. units], Exponent(left) + Exponent(right));
        var none = sample ? $"{states.Count} < 2" : "false";
        return Guarded(sql, states, left, right, none, value);
    }

    /// <summary>
    /// The root of (covariance / variance) * (covariance / variance), with the covariance's sign. No unit and no count is left in it.
    /// </summary>
    public static string Correlation(SqlEngine engine, MomentStates states, string squares, string secondSquares, DataType left,
        DataType right)
    {
        var sql = DigitDialect.Of(engine, "a correlation");
        var digits = new DigitSql(sql);
        string Mantissa(string products, string a, string b) => digits.Mantissa(Difference(digits, states, products, a, b), [], 0);
        string M(string name) => sql.Item(name, 1);
        var power = $"(2 * {sql.Item("ca", 2)} - {sql.Item("cb", 2)} - {sql.Item("cc", 2)})";
        // A square below 2^-900 is 0; and a rounded one is not above 1.
        var root = sql.If($"{M("ca")} = 0 OR {power} < -960", sql.Double("0"),
            sql.Let("cq", $"({M("ca")} / {M("cb")}) * ({M("ca")} / {M("cc")})",
                sql.If($"cq * {sql.Power($"least({power} + 900, 1000)")} < 1", sql.Double("0"),
                    $"sqrt(least(cq * {sql.Power($"least({power}, 900)")}, {sql.Double("1")}))")));
        var sign = sql.If(sql.Item("ca", 3), "-1", "1");
        var value = sql.Let("cb", Mantissa(squares, states.Left, states.Left), sql.Let("cc", Mantissa(secondSquares, states.Right,
            states.Right), sql.Let("ca", Mantissa(states.Products, states.Left, states.Right),
                sql.If($"{M("cb")} = 0 OR {M("cc")} = 0", sql.Double("nan"), $"({sign} * {root})"))));
        return Guarded(sql, states, left, right, "false", value);
    }

    private static string Difference(DigitSql digits, MomentStates states, string products, string left, string right) =>
        digits.Difference(states.Count, digits.Number(products), digits.Number(left), digits.Number(right));

    private static int Exponent(DataType type) => type.IsFloating ? LimbSum.LeastExponent : 0;

    // What is not finite was counted in the sums.
    private static string Guarded(DigitDialect sql, MomentStates states, DataType left, DataType right, string none, string value)
    {
        int[] places = [LimbSum.PositiveInfinities, LimbSum.NegativeInfinities, LimbSum.NaNs];
        var counted = new[] { (left, states.Left), (right, states.Right) }.Where(s => s.Item1.IsFloating).Select(s => s.Item2).Distinct()
            .SelectMany(s => places.Select(p => string.Create(CultureInfo.InvariantCulture, $" OR {sql.Count(s, p)} != 0")));
        return sql.If(none + string.Concat(counted), sql.Double("nan"), value);
    }
}

/// <summary>Merged states of products, as an engine writes them: limbs all but the count.</summary>
internal sealed record MomentStates(string Count, string Left, string Right, string Products);
