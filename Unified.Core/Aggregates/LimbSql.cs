using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>
/// The nearest double of an exact sum (<see cref="LimbSum"/>), computed in integers: limbs are carried to digits of 20 bits, the highest
/// five of them are one integer whose last bit says whether anything follows, and that is rounded once.
/// </summary>
internal static class LimbSql
{
    private static readonly SqlForms<string> Nearests = new()
    {
        { SqlEngine.ClickHouse, m => Let("m", m, "multiIf(m[1002] != 0 OR (m[1000] != 0 AND m[1001] != 0), CAST(nan, 'Float64'), "
            + "m[1000] != 0, CAST(inf, 'Float64'), m[1001] != 0, CAST(-inf, 'Float64'), "
            + Let("s", "mapPopulateSeries(mapFilter((k, v) -> k < 1000 AND v != 0, m))",
                Let("l", "(mapKeys(s)[1], mapValues(s))",
                    // The carry out of the highest limb has the sign of the sum.
                    Let("n", "(l.1, arrayFold((c, x) -> bitShiftRight(c + x, 20), l.2, toInt64(0)) < 0, l.2)",
                        Let("r", "(n.1, n.2, arrayFold((c, x) -> (arrayPushBack(c.1, bitAnd(c.2 + x, 1048575)), "
                            + "bitShiftRight(c.2 + x, 20)), arrayMap(x -> if(n.2, -x, x), n.3), (CAST([], 'Array(Int64)'), toInt64(0))))",
                            // Four zeros below: five digits are there whatever the highest is.
                            Let("d", "(r.1, r.2, arrayConcat(CAST([0, 0, 0, 0], 'Array(Int64)'), r.3.1, [bitAnd(r.3.2, 1048575), "
                                + "bitAnd(bitShiftRight(r.3.2, 20), 1048575), bitShiftRight(r.3.2, 40)]))",
                                Let("t", "(d.1, d.2, d.3, arrayLastIndex(x -> x != 0, d.3))",
                                    Let("w", $"({Window}, 20 * (toInt64(t.1) + t.4 - 9) - 1074, t.2)",
                                        $"if(w.3, -1., 1.) * w.1 * {Power("intDiv(w.2, 2)")} * {Power("w.2 - intDiv(w.2, 2)")}")))))))
            + ")") },
        { SqlEngine.DuckDb, m => MomentSql.Sum(SqlEngine.DuckDb, m) },
    };

    // Of no digits all are zero.
    private const string Window = "if(t.4 = 0, 0., toFloat64(toString(bitOr(arrayFold((c, x) -> bitOr(bitShiftLeft(c, 20), "
        + "toUInt128(x)), arrayReverse(arraySlice(t.3, t.4 - 4, 5)), toUInt128(0)), "
        + "toUInt128(arrayExists(x -> x != 0, arraySlice(t.3, 1, greatest(t.4 - 5, 0))))))))";

    /// <summary>The sum as the nearest double; infinity beyond the largest.</summary>
    public static string Nearest(SqlEngine engine, string limbs) => Nearests.In(engine, limbs, $"the nearest double of {limbs}");

    /// <summary>The nearest double of the sum, divided once.</summary>
    public static string Ratio(SqlEngine engine, string limbs, string count) => $"({Nearest(engine, limbs)} / {engine.Double(count)})";

    /// <summary>A sum of whole numbers of at most 192 bits as Int256, in ClickHouse.</summary>
    public static string Integer(string limbs) => Let("m", limbs,
        "arrayFold((c, k, v) -> c + toInt256(v) * bitShiftLeft(toInt256(1), 20 * k), mapKeys(m), mapValues(m), toInt256(0))");

    /// <summary>
    /// The nearest double of a fraction of Int256, in ClickHouse: the quotient by 8 bits and 8 bits until it has 56, and in its last bit
    /// whether anything follows. NaN where the divisor is zero.
    /// </summary>
    /// <param name="number">Not negative.</param>
    /// <param name="divisor">Not negative, below 2^247.</param>
    public static string Fraction(string number, string divisor) =>
        Let("d", $"(intDiv({number}, greatest({divisor}, toInt256(1))), {number}, greatest({divisor}, toInt256(1)), {divisor} = 0)",
            Let("p", "(arrayFold((c, i) -> if(c.1 >= 72057594037927936, c, (toInt256(c.1 * 256 + intDiv(c.2 * 256, d.3)), "
                + "toInt256(c.2 * 256 - intDiv(c.2 * 256, d.3) * d.3), c.3 - 8)), range(44), (d.1, d.2 - d.1 * d.3, toInt64(0))), d.4)",
                $"if(p.2, CAST(nan, 'Float64'), toFloat64(toString(bitOr(p.1.1, toInt256(p.1.2 != 0)))) * {Power("p.1.3")})"));

    // A name for a value: written twice it would be computed twice.
    internal static string Let(string name, string value, string body) => $"arrayMap({name} -> {body}, [{value}])[1]";

    private static string Power(string exponent) => $"reinterpretAsFloat64(bitShiftLeft(toInt64({exponent}) + 1023, 52))";
}
