using System.Globalization;

namespace Unified.Aggregates;

/// <summary>
/// Whole numbers without limits in SQL, from limbs (<see cref="LimbSum"/>) to the nearest double. A number is (place of its lowest digit,
/// digits, is negative).
/// </summary>
internal sealed class DigitSql(DigitDialect sql)
{
    /// <summary>Digits below the point that a quotient is computed to: more than divisors have, and five that are significant.</summary>
    private const int Below = 18;

    private const string Base = "1048576";

    /// <summary>The number that limbs add up to.</summary>
    public string Number(string limbs) => Carried(sql.Dense(limbs));

    /// <summary>(place, values) that may be negative, of at most 2^120, as a number.</summary>
    public string Carried(string values)
    {
        static string Floor(DigitDialect sql, string sum) => sql.Quotient($"({sum} - {sql.Low(sum)})", Base);
        string Digits(string list) => sql.Fold(list, (c, x) => sql.Low($"({c} + {x})"), (c, x) => Floor(sql, $"({c} + {x})"));
        // What is carried out of the highest digit, -1 or 0, is the sign.
        return sql.Let("v", values, sql.Let("w", sql.Tuple(sql.Item("v", 1), sql.Concat(sql.Item("v", 2), sql.Zeros("7"))),
            sql.Let("g", sql.Tuple(sql.Item("w", 1), sql.Item("w", 2), $"({sql.Item(Digits(sql.Item("w", 2)), 2)} < 0)"),
                sql.Let("h", sql.Item(Digits(sql.Each(sql.Item("g", 2), "t", sql.If(sql.Item("g", 3), "-t", "t"))), 1),
                    sql.Tuple(sql.Item("g", 1), sql.Slice("h", "1", sql.Significant("h", last: true)), sql.Item("g", 3))))));
    }

    /// <summary>count * first - left * right, all numbers but the count.</summary>
    public string Difference(string count, string first, string left, string right)
    {
        string Padded(string number) => sql.Concat(sql.Zeros($"{sql.Item(number, 1)} - {sql.Item("j", 1)}"), sql.Item(number, 2),
            sql.Zeros($"{sql.Item("j", 2)} - {sql.Item(number, 1)} - {sql.Length(sql.Item(number, 2))}"));
        string End(string number) => $"{sql.Item(number, 1)} + {sql.Length(sql.Item(number, 2))}";
        return Carried(sql.Let("f", sql.Tuple(first, Product(left, right)), sql.Let("p", sql.Item("f", 1), sql.Let("q", sql.Item("f", 2),
            sql.Let("j", sql.Tuple($"least({sql.Item("p", 1)}, {sql.Item("q", 1)})", $"greatest({End("p")}, {End("q")})"),
                sql.Tuple(sql.Item("j", 1), sql.Both(Padded("p"), Padded("q"),
                    (x, y) => $"({sql.If(sql.Item("p", 3), "-1", "1")} * {x} * {sql.Wide(count)} - {y})")))))));
    }

    /// <summary>The nearest double of a number divided by integers of at most 63 bits, times a power of two.</summary>
    /// <param name="number">The number.</param>
    /// <param name="divisors">Positive.</param>
    /// <param name="exponent">The power.</param>
    public string Nearest(string number, IReadOnlyList<string> divisors, int exponent) =>
        sql.Let("o", Mantissa(number, divisors, exponent), Scaled("o"));

    /// <summary>(double of 53 bits, power of two, is negative) that a number divided by integers is nearest to.</summary>
    /// <inheritdoc cref="Nearest"/>
    public string Mantissa(string number, IReadOnlyList<string> divisors, int exponent)
    {
        // Digits from the highest; then whether anything was left over.
        var quotient = sql.Let("n", number, sql.Tuple($"{sql.Item("n", 1)} - {Text(Below)}",
            sql.Reverse(sql.Concat(sql.Zeros(Text(Below)), sql.Item("n", 2))), sql.Item("n", 3), "false"));
        foreach (var divisor in divisors)
        {
            quotient = sql.Let("d", quotient, sql.Let("e", sql.Fold(sql.Item("d", 2),
                (c, x) => sql.Quotient($"({c} * {Base} + {x})", sql.Wide(divisor)),
                (c, x) => $"(({c} * {Base} + {x}) % {sql.Wide(divisor)})"),
                sql.Tuple(sql.Item("d", 1), sql.Item("e", 1), sql.Item("d", 3), $"({sql.Item("d", 4)} OR {sql.Item("e", 2)} != 0)")));
        }

        var top = sql.Slice(sql.Concat(sql.Item("u", 2), sql.Zeros("5")), sql.Item("k", 1), "5");
        var rest = $"({sql.Item("u", 4)} OR {sql.Significant(sql.Slice(sql.Item("u", 2), $"{sql.Item("k", 1)} + 5",
            $"greatest({sql.Length(sql.Item("u", 2))} - {sql.Item("k", 1)} - 4, 0)"), last: false)} != 0)";
        // The last bit says whether anything follows: rounded once.
        var bits = sql.Let("s", top, $"((((s[1] * {Base} + s[2]) * {Base} + s[3]) * {Base} + s[4]) * {Base} + s[5])");
        return sql.Let("u", quotient, sql.Let("k", sql.Tuple($"greatest({sql.Significant(sql.Item("u", 2), last: false)}, 1)"),
            sql.Tuple(sql.Let("b", bits, sql.Nearest(sql.If(rest, "b + 1 - b % 2", "b"))),
                $"(({sql.Item("u", 1)} + {sql.Length(sql.Item("u", 2))} - {sql.Item("k", 1)} - 4) * 20 + {Text(exponent)})",
                sql.Item("u", 3))));
    }

    /// <summary>The nearest double of a number of units of 2^-1074: no bit is below the smallest double.</summary>
    public string Nearest(string number) => sql.Let("o", Mantissa(number, [], LimbSum.LeastExponent), Product("o"));

    // 0 when it is smaller than the smallest normal double: below, it would be rounded twice.
    private string Scaled(string mantissa)
    {
        var (number, power) = (sql.Item(mantissa, 1), sql.Item(mantissa, 2));
        return sql.If($"{number} = 0 OR {power} < -1200", sql.Double("0"), sql.If(
            $"{number} * {sql.Power($"least({power} + 1022, 1000)")} < 1", sql.Double("0"), Product(mantissa)));
    }

    // In two steps: the power alone may be no double.
    private string Product(string mantissa)
    {
        var power = sql.Item(mantissa, 2);
        var half = sql.Let("a", $"abs({power})", $"({sql.If($"{power} < 0", "-1", "1")} * {sql.Quotient("a", "2")})");
        return $"({sql.If(sql.Item(mantissa, 3), "-1", "1")} * {sql.Item(mantissa, 1)} * {sql.Power(half)} "
            + $"* {sql.Power($"{power} - {half}")})";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // (place, values): each place the sum of the products of digits that meet there.
    private string Product(string left, string right)
    {
        var (a, b) = (sql.Item("l", 2), sql.Item("r", 2));
        var (from, until) = ($"greatest(k - {sql.Length(b)} + 1, 1)", $"least(k, {sql.Length(a)})");
        var length = $"greatest({until} - {from} + 1, 0)";
        var place = sql.Sum(sql.Both(sql.Slice(a, from, length), sql.Reverse(sql.Slice(b, $"k - {until} + 1", length)),
            (x, y) => $"{x} * {y}"));
        var sign = sql.If($"{sql.Item("l", 3)} != {sql.Item("r", 3)}", "-1", "1");
        return sql.Let("y", sql.Tuple(left, left == right ? "0" : right), sql.Let("l", sql.Item("y", 1), sql.Let("r",
            sql.Item("y", left == right ? 1 : 2), sql.Tuple($"{sql.Item("l", 1)} + {sql.Item("r", 1)}",
                sql.Each(sql.Range($"greatest({sql.Length(a)} + {sql.Length(b)}, 1)"), "k", $"{sign} * {place}")))));
    }
}
