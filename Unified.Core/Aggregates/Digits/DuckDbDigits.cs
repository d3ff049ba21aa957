using System.Globalization;

namespace Unified.Aggregates;

/// <summary>Whole numbers without limits in DuckDB.</summary>
internal sealed class DuckDbDigits : DigitDialect
{
    public static readonly DuckDbDigits Instance = new();

    private const string Nothing = "{'d': []::HUGEINT[], 'c': 0::HUGEINT}";

    private DuckDbDigits()
    {
    }

    public override string Let(string name, string value, string body) => $"list_transform([{value}], {name} -> {body})[1]";

    public override string Tuple(params IReadOnlyList<string> items) =>
        $"{{{string.Join(", ", items.Select((item, i) => string.Create(CultureInfo.InvariantCulture, $"'i{i + 1}': {item}")))}}}";

    public override string Item(string tuple, int number) => string.Create(CultureInfo.InvariantCulture, $"({tuple}).i{number}");

    public override string Dense(string limbs) => Let("m", $"list_filter(map_entries({limbs}), e -> e.key < "
        + $"{LimbSum.PositiveInfinities} AND e.value != 0)",
        Let("s", "{'l': coalesce(list_min(list_transform(m, e -> e.key)), 0)::BIGINT, "
            + "'h': coalesce(list_max(list_transform(m, e -> e.key)), -1)::BIGINT, 'm': m}",
            "{'i1': s.l, 'i2': list_transform(range(s.l, s.h + 1), k -> "
                + "coalesce(list_filter(s.m, e -> e.key = k)[1].value, 0)::HUGEINT)}"));

    public override string Count(string limbs, int place) =>
        string.Create(CultureInfo.InvariantCulture, $"coalesce(({limbs})[{place}], 0)");

    public override string Each(string list, string name, string body) => $"list_transform({list}, {name} -> {body})";

    public override string Both(string left, string right, Func<string, string, string> body) =>
        $"list_transform(list_zip({left}, {right}), z -> {body("z[1]", "z[2]")})";

    public override string Fold(string list, Func<string, string, string> digit, Func<string, string, string> left) => Let("r",
        $"list_reduce(list_prepend({Nothing}, list_transform({list}, x -> {{'d': []::HUGEINT[], 'c': x::HUGEINT}})), (c, x) -> "
            + $"{{'d': list_append(c.d, {digit("c.c", "x.c")}), 'c': {left("c.c", "x.c")}}})", "{'i1': r.d, 'i2': r.c}");

    public override string Concat(params IReadOnlyList<string> lists) => $"({string.Join(" || ", lists)})";

    public override string Zeros(string count) => $"list_transform(range(0, ({count})::BIGINT), i -> 0::HUGEINT)";

    public override string Slice(string list, string from, string length) => $"list_slice({list}, {from}, ({from}) + ({length}) - 1)";

    public override string Reverse(string list) => $"list_reverse({list})";

    public override string Length(string list) => $"len({list})::BIGINT";

    public override string Sum(string list) => $"coalesce(list_sum({list}), 0)::HUGEINT";

    public override string Range(string end) => $"range(1, {end})";

    public override string Significant(string list, bool last) => last
        ? Let("s", list, $"coalesce(len(s) + 1 - list_position(list_reverse(list_transform(s, x -> x != 0)), true), 0)::BIGINT")
        : $"coalesce(list_position(list_transform({list}, x -> x != 0), true), 0)::BIGINT";

    public override string If(string condition, string then, string otherwise) =>
        $"(case when {condition} then {then} else {otherwise} end)";

    public override string Quotient(string number, string divisor) => $"(({number}) // ({divisor}))";

    public override string Low(string number) => $"(({number}) & 1048575::HUGEINT)";

    public override string Wide(string number) => $"({number})::HUGEINT";

    public override string Nearest(string number) => $"({number})::VARCHAR::DOUBLE";

    public override string Power(string exponent) => $"((({exponent})::BIGINT + 1023) << 52)::BIT::DOUBLE";

    public override string Double(string literal) => $"'{literal}'::DOUBLE";
}
