using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// Exact sums folded in DuckDB to the same limbs that <see cref="LimbSum"/> has: each number is cut, equal places are added.
/// </summary>
internal static class LimbFolds
{
    private const string Map = "MAP(INTEGER, BIGINT)";

    /// <summary>A value as <see cref="ExactParts"/>: m, s, n, and f, the place where it is counted when it is not finite.</summary>
    public static string Parts(string value, DataType type)
    {
        if (!type.IsFloating)
        {
            var whole = type.Kind == TypeKind.Decimal ? $"replace(({value})::VARCHAR, '.', '')" : $"({value})";
            return $"list_transform([{whole}::HUGEINT], w -> {{'m': abs(w)::UHUGEINT, 's': 0::BIGINT, 'n': w < 0, 'f': 0}})[1]";
        }

        return $"list_transform([({value})::DOUBLE], w -> list_transform([abs(w)::BIT::BIGINT], b -> {{"
            + "'m': (case when b >> 52 = 0 then b else (b & 4503599627370495) + 4503599627370496 end)::UHUGEINT, "
            + "'s': greatest((b >> 52) - 1, 0), 'n': w < 0, "
            + $"'f': case when isnan(w) then {LimbSum.NaNs} when not isinf(w) then 0 when w > 0 then {LimbSum.PositiveInfinities} "
            + $"else {LimbSum.NegativeInfinities} end}})[1])[1]";
    }

    /// <summary>The sum of values; nulls are skipped.</summary>
    public static string Sum(string parts, string present) =>
        Added($"list_transform([{parts}], p -> case when p.f != 0 then [{{'k': p.f::BIGINT, 'd': 1::BIGINT}}] "
            + $"else {Cut("p.m", "p.s", "p.n")} "
            + "end)[1]", present);

    /// <summary>The sum of products, of those that are finite.</summary>
    public static string Products(string left, string right, string present) =>
        Added($"list_transform([{{'l': {left}, 'r': {right}}}], p -> case when p.l.f != 0 or p.r.f != 0 then [] else "
            + $"{Cut("(p.l.m * p.r.m)", "(p.l.s + p.r.s)", "(p.l.n != p.r.n)")} end)[1]", present);

    /// <summary>An integer of 128 bits as limbs.</summary>
    public static string Limbs(string number) => $"map_from_entries(list_transform(range(0, 7), i -> {{'k': i::INTEGER, "
        + $"'v': (sign({number}) * ((abs({number}) >> (20 * i)) & 1048575))::BIGINT}}))::{Map}";

    // The lowest limb takes fewer bits of the number, the others 20 each.
    private static string Cut(string number, string shift, string negative) =>
        $"list_transform([{{'m': {number}, 's': {shift}, 'n': case when {negative} then -1 else 1 end}}], c -> "
            + "list_transform(range(0, 8), i -> {"
            + "'k': c.s // 20 + i, 'd': c.n * (case when i = 0 "
            + "then (c.m & ((1::UHUGEINT << (20 - c.s % 20)::UHUGEINT) - 1)) << (c.s % 20)::UHUGEINT "
            + "else (c.m >> (20 * i - c.s % 20)::UHUGEINT) & 1048575::UHUGEINT end)::BIGINT}))[1]";

    private static string Added(string pairs, string present) =>
        $"list_transform([list_filter(flatten(coalesce(list({pairs}) FILTER (WHERE {present}), [])), p -> p.d != 0)], a -> "
            + "map_from_entries(list_filter(list_transform(list_sort(list_distinct(list_transform(a, p -> p.k))), k -> "
            + "{'k': k::INTEGER, 'v': list_sum(list_transform(list_filter(a, p -> p.k = k), p -> p.d))::BIGINT}), e -> e.v != 0))"
            + $"::{Map})[1]";
}
