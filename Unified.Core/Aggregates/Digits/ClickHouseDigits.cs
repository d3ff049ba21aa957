using System.Globalization;

namespace Unified.Aggregates;

/// <summary>Whole numbers without limits in ClickHouse.</summary>
internal sealed class ClickHouseDigits : DigitDialect
{
    public static readonly ClickHouseDigits Instance = new();

    private ClickHouseDigits()
    {
    }

    public override string Let(string name, string value, string body) => LimbSql.Let(name, value, body);

    public override string Tuple(params IReadOnlyList<string> items) => $"tuple({string.Join(", ", items)})";

    public override string Item(string tuple, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"tupleElement({tuple}, {number})");

    public override string Dense(string limbs) => Let("m", $"mapPopulateSeries(mapFilter((k, v) -> k < {LimbSum.PositiveInfinities} "
        + $"AND v != 0, {limbs}))", "tuple(toInt64(mapKeys(m)[1]), arrayMap(v -> toInt128(v), mapValues(m)))");

    public override string Count(string limbs, int place) => string.Create(CultureInfo.InvariantCulture, $"{limbs}[{place}]");

    public override string Each(string list, string name, string body) => $"arrayMap({name} -> {body}, {list})";

    public override string Both(string left, string right, Func<string, string, string> body) =>
        $"arrayMap((x, y) -> {body("x", "y")}, {left}, {right})";

    public override string Fold(string list, Func<string, string, string> digit, Func<string, string, string> left) =>
        $"arrayFold((c, x) -> tuple(arrayPushBack(tupleElement(c, 1), {digit("tupleElement(c, 2)", "x")}), "
            + $"{left("tupleElement(c, 2)", "x")}), {list}, tuple(CAST([], 'Array(Int128)'), toInt128(0)))";

    public override string Concat(params IReadOnlyList<string> lists) => $"arrayConcat({string.Join(", ", lists)})";

    public override string Zeros(string count) => $"arrayWithConstant({count}, toInt128(0))";

    public override string Slice(string list, string from, string length) => $"arraySlice({list}, {from}, {length})";

    public override string Reverse(string list) => $"arrayReverse({list})";

    public override string Length(string list) => $"toInt64(length({list}))";

    public override string Sum(string list) => $"toInt128(arraySum({list}))";

    public override string Range(string end) => $"range(toInt64(1), {end})";

    public override string Significant(string list, bool last) =>
        $"toInt64({(last ? "arrayLastIndex" : "arrayFirstIndex")}(x -> x != 0, {list}))";

    public override string If(string condition, string then, string otherwise) => $"if({condition}, {then}, {otherwise})";

    public override string Quotient(string number, string divisor) => $"intDiv({number}, {divisor})";

    public override string Low(string number) => $"bitAnd({number}, toInt128(1048575))";

    public override string Wide(string number) => $"toInt128({number})";

    // By text: its own conversion is not the nearest beyond 53 bits.
    public override string Nearest(string number) => $"toFloat64(toString({number}))";

    public override string Power(string exponent) => $"reinterpretAsFloat64(bitShiftLeft(toInt64({exponent}) + 1023, 52))";

    public override string Double(string literal) => $"CAST({literal}, 'Float64')";
}
