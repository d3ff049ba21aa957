using Unified.Expressions;
using Unified.Types;

namespace Unified.TestKit.Functions;

/// <summary>The cases of functions of text.</summary>
public static partial class FunctionCases
{
    private static readonly DataType Text = DataType.String;
    private static readonly DataType Numbered = DataType.List(new(ElementKind.Value, [new("", DataType.Int32.AsNullable())]));
    private static readonly DataType Worded = DataType.List(new(ElementKind.Value, [new("", DataType.String)]));
    private static readonly DataType Tagged = DataType.List(new(ElementKind.Entry,
        [new("Key", DataType.String), new("Value", DataType.Int64)]));

    private static readonly Dictionary<string, Func<ScalarFunction, IEnumerable<CallExpr?>>> Texts = new(StringComparer.Ordinal)
    {
        ["concat"] = f => [Bind(f, Text), Bind(f, Text, Text.AsNullable()), Bind(f, Text.AsNullable(), Text.AsNullable(), Text),
            Call(f, Column(0, Text), Const("'\\"), Column(1, Text))],
        ["split_part"] = f => new[] { ",", "a", "aa", "\\" }.Select(s => Call(f, Column(0, Text), Const(s), Small(1)))
            .Append(Call(f, Column(0, Text), Const(","), Column(1, DataType.Int32))),
        ["substring_from"] = f => [Call(f, Column(0, Text), Small(1)), Bind(f, Text, DataType.Int32)],
        ["substring"] = f => [Call(f, Column(0, Text), Small(1), Small(2)), Bind(f, Text, DataType.Int32, DataType.Int32)],
        ["remove_from"] = f => [Call(f, Column(0, Text), Small(1)), Bind(f, Text, DataType.Int32)],
        ["remove"] = f => [Call(f, Column(0, Text), Small(1), Small(2)), Bind(f, Text, DataType.Int32, DataType.Int32)],
        ["insert"] = f => [Call(f, Column(0, Text), Small(1), Column(2, Text)), Bind(f, Text, DataType.Int32, Text)],
        ["char_at"] = f => [Call(f, Column(0, Text), Small(1)), Bind(f, Text, DataType.Int32)],
        ["pad_left"] = Pads,
        ["pad_right"] = Pads,
        ["index_of"] = f => [Bind(f, Text, Text), Call(f, Column(0, Text), Const("a")), Call(f, Column(0, Text), Const("")),
            Call(f, Column(0, Text), Const("😀"))],
        ["index_of_from"] = f => [Call(f, Column(0, Text), Const("a"), Small(1))],
        ["last_index_of"] = f => [Bind(f, Text, Text), Call(f, Column(0, Text), Const("a")), Call(f, Column(0, Text), Const("")),
            Call(f, Column(0, Text), Const("aa"))],
        ["replace"] = f => [Bind(f, Text, Text, Text), Call(f, Column(0, Text), Const("a"), Column(1, Text)),
            Call(f, Column(0, Text), Const("\\"), Const("'$1\\1"))],
        ["is_null_or_empty"] = f => [Bind(f, Text), Bind(f, Text.AsNullable())],
        ["is_null_or_white_space"] = f => [Bind(f, Text), Bind(f, Text.AsNullable())],
        ["text_order"] = f => Pairs(f, [Text]).Append(Call(f, Column(0, Text), Const("a"))),
        ["trim"] = One,
        ["trim_start"] = One,
        ["trim_end"] = One,
        ["trim_char"] = OneChar,
        ["trim_start_char"] = OneChar,
        ["trim_end_char"] = OneChar,
        ["to_upper"] = One,
        ["to_lower"] = One,
        ["equals_ignore_case"] = f => Pairs(f, [Text]),
        ["starts_with_ignore_case"] = f => [Bind(f, Text, Text)],
        ["ends_with_ignore_case"] = f => [Bind(f, Text, Text)],
        ["contains_ignore_case"] = f => [Bind(f, Text, Text)],
        ["index_of_ignore_case"] = f => [Bind(f, Text, Text)],
        ["is_ascii_digit"] = Unit,
        ["is_ascii_letter"] = Unit,
        ["is_ascii_letter_or_digit"] = Unit,
        ["is_ascii_letter_upper"] = Unit,
        ["is_ascii_letter_lower"] = Unit,
        ["is_ascii_hex_digit"] = Unit,
        ["is_white_space"] = Unit,
        ["is_digit"] = Unit,
        ["is_letter"] = Unit,
        ["is_letter_or_digit"] = Unit,
        ["is_upper"] = Unit,
        ["is_lower"] = Unit,
        ["is_punctuation"] = Unit,
        ["integer_text"] = f => Integers.SelectMany(t => new[] { "D", "D5", "d19", "X", "N2", "0000" }
            .Select(format => Call(f, Column(0, t), Const(format))).Append(Bind(f, t))),
        ["decimal_text"] = f => [Call(f, Column(0, DataType.Decimal(9, 2)), Const("F1")), Call(f, Column(0, DataType.Decimal(9, 2)),
            Const("0.0#"))],
        ["boolean_text"] = f => [Bind(f, DataType.Boolean)],
        ["time_text"] = f => new[] { "yyyy-MM-dd", "s", "u", "yyyyMMdd'T'HHmmss", "HH:mm:ss.fff", "dd.MM.yyyy ffffff", "MMM d", "h:mm tt" }
            .Select(format => Call(f, Column(0, DataType.Timestamp), Const(format))),
        ["parse_int32"] = One,
        ["parse_int64"] = One,
        ["parse_boolean"] = One,
        ["parse_decimal"] = f => [Call(f, Column(0, Text), Const(2))],
        ["regex_is_match"] = f => [Call(f, Column(0, Text), Const("^a+$"))],
        ["regex_count"] = f => [Call(f, Column(0, Text), Const("[ab]"))],
        ["regex_replace"] = f => [Call(f, Column(0, Text), Const("a(.)"), Const("$1"))],
        ["regex_group"] = f => [Call(f, Column(0, Text), Const("a(.)"), Const(0), Const(1))],
        ["sha256_hex"] = One,
        ["md5_hex"] = One,
        ["md5_int64"] = One,
        ["xx64"] = One,
        ["crc32"] = One,
        ["list_count"] = f => [Call(f, Column(0, Numbered)), Call(f, Column(0, Tagged.AsNullable()))],
        ["list_contains"] = f => [Call(f, Column(0, Numbered), Column(1, DataType.Int32)),
            Call(f, Column(0, Numbered), Column(1, DataType.Int32.AsNullable())), Call(f, Column(0, Worded), Column(1, Text))],
        ["list_value"] = f => [Call(f, Column(0, Tagged), Column(1, Text)), Call(f, Column(0, Tagged), Const("a"))],
        ["list_item"] = f => [Call(f, Column(0, Tagged), Column(1, Text)), Call(f, Column(0, Tagged), Const("a"))],
        ["list_has_key"] = f => [Call(f, Column(0, Tagged), Column(1, Text)), Call(f, Column(0, Tagged), Const("a"))],
        ["json_value"] = f => [Call(f, Column(0, Text), Const("$.a[0]"))],
        ["json_int64"] = f => [Call(f, Column(0, Text), Const("$"))],
        ["json_boolean"] = f => [Call(f, Column(0, Text), Const("$"))],
        ["url_scheme"] = One,
        ["url_host"] = One,
        ["url_port"] = One,
        ["url_path"] = One,
        ["url_query"] = One,
        ["url_fragment"] = One,
        ["url_query_value"] = f => [Bind(f, Text, Text)],
        ["url_segment"] = f => [Bind(f, Text, DataType.Int32)],
        ["in"] = f => Members(f),
    };

    private static IEnumerable<CallExpr?> One(ScalarFunction f) => [Bind(f, Text)];

    private static IEnumerable<CallExpr?> OneChar(ScalarFunction f) =>
        new[] { "a", " ", "'", "\\", "]", "漢", "\u0301" }.Select(c => Call(f, Column(0, Text), Const(c)));

    private static IEnumerable<CallExpr?> Pads(ScalarFunction f) =>
        new[] { 0, 1, 4, 30 }.SelectMany(n => new[] { " ", "'", "漢" }.Select(c => Call(f, Column(0, Text), Const(n), Const(c))));

    private static IEnumerable<CallExpr?> Unit(ScalarFunction f) => [Call(f, FunctionCatalogue.Find("char_at")!.TryBind([Column(0, Text),
        Small(1)])!),
        .. new[] { 0, 47, 48, 57, 58, 64, 65, 90, 91, 97, 122, 123, 133, 160, 8203, 12288, 65535 }.Select(c => Call(f, Const(c)))];

    private static IEnumerable<CallExpr?> Members(ScalarFunction f) =>
    [
        Call(f, Column(0, Text)), Call(f, Column(0, Text), Const("a"), Const(""), Const("'\\")),
        Call(f, Column(0, Text.AsNullable()), Const("a")), Call(f, Column(0, Text.AsNullable()), new ConstantExpr(null, Text.AsNullable()),
            Const("12")),
        Call(f, Column(0, DataType.Int32), Const(1), Const(-7)), Call(f, Column(0, DataType.Int64.AsNullable()), Const(1L),
            Const(long.MinValue)),
        Call(f, Column(0, DataType.Int64.AsNullable()), new ConstantExpr(null, DataType.Int64.AsNullable())),
        Call(f, Column(0, DataType.Boolean.AsNullable()), Const(true)),
        Call(f, Column(0, DataType.Timestamp), new ConstantExpr(0L, DataType.Timestamp), new ConstantExpr(-1L, DataType.Timestamp)),
        Call(f, Column(0, DataType.Decimal(9, 2)), new ConstantExpr(Int128.Zero, DataType.Decimal(9, 2)),
            new ConstantExpr((Int128)1, DataType.Decimal(9, 2))),
    ];
}
