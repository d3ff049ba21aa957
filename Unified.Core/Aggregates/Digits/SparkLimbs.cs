using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// What a double adds to an exact sum, in Spark: the limbs that <see cref="LimbSum"/> has, of 20 bits each, as an array of (k, v). Bits are
/// had of Java, which no expression of Spark gives.
/// </summary>
internal static class SparkLimbs
{
    /// <summary>The bits of a double, or of a float as those of the double that it is.</summary>
    public static string Bits(string value) =>
        $"CAST(java_method('java.lang.Double', 'doubleToRawLongBits', CAST({value} AS DOUBLE)) AS BIGINT)";

    /// <summary>One to a key; nothing where the key is null.</summary>
    public static string One(string key) => $"filter(array(struct({key} AS k, 1L AS v)), e -> e.k is not null)";

    /// <summary>The pairs of a value; none of a null.</summary>
    public static string Pairs(string value, DataType type)
    {
        if (!type.IsFloating)
        {
            throw SqlEngine.Spark.Refuse($"limbs of {type}");
        }

        // e: what the mantissa is shifted by; m: the mantissa of 53 bits; the lowest limb takes fewer of them, the others 20 each.
        var exponent = "CAST(greatest(shiftright(b, 52) - 1, 0) AS INT)";
        var mantissa = "(case when shiftright(b, 52) = 0 then b else (b & 4503599627370495L) + 4503599627370496L end)";
        var cut = "transform(sequence(0, 3), i -> struct(c.e div 20 + i AS k, c.n * (case when i = 0 "
            + "then shiftleft(c.m & (shiftleft(1L, CAST(20 - c.e % 20 AS INT)) - 1), CAST(c.e % 20 AS INT)) "
            + "else shiftright(c.m, CAST(20 * i - c.e % 20 AS INT)) & 1048575L end) AS v))";
        var limbs = Spark.Let("b", Bits($"abs({value})"), Spark.Let("c",
            $"struct({exponent} AS e, {mantissa} AS m, case when ({value}) < 0 then -1L else 1L end AS n)",
            $"filter(transform({cut}, p -> struct(CAST(p.k AS INT) AS k, CAST(p.v AS BIGINT) AS v)), p -> p.v <> 0)"));
        return $"case when ({value}) is null then CAST(array() AS ARRAY<STRUCT<k: INT, v: BIGINT>>) "
            + $"when isnan({value}) then {One(Place(LimbSum.NaNs))} "
            + $"when ({value}) = CAST('Infinity' AS DOUBLE) then {One(Place(LimbSum.PositiveInfinities))} "
            + $"when ({value}) = CAST('-Infinity' AS DOUBLE) then {One(Place(LimbSum.NegativeInfinities))} else {limbs} end";
    }

    private static string Place(int place) => place.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
