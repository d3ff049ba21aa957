// Every spelling is meant: what C# makes of each is what is read.
#pragma warning disable CA1865, CA2251, CA1847, CA1846, CA1874
using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using System.Text.RegularExpressions;
using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Expressions;

/// <summary>Expressions over text, characters and sets.</summary>
internal static class TextLambdas
{
    private static readonly Regex Digits = new("[0-9]+", RegexOptions.Compiled);
    private static readonly ImmutableArray<string> Venues = ["XETRA", "NYSE"];
    private static readonly string[] None = [];
    private static readonly HashSet<long?> Serials = [0, null, long.MaxValue];

    public static IEnumerable<LambdaExpression> All() =>
        [.. Parts(), .. Search(), .. Concat(), .. Letters(), .. Formats(), .. Parses(), .. Patterns(), .. Sets(["ACME", "", "it's"], [5,
            -1])];

    private static IEnumerable<LambdaExpression> Parts() =>
    [
        L(t => t.Symbol.Substring(2)), L(t => t.Symbol.Substring(1, 2)), L(t => t.Symbol.Substring(t.Quantity)),
            L(t => t.Symbol.Substring(0, t.Quantity)),
        L(t => t.Symbol.Remove(1)), L(t => t.Symbol.Remove(1, 1)), L(t => t.Symbol.Insert(1, "-")), L(t => t.Symbol.Insert(0, t.Symbol)),
        L(t => t.Symbol.PadLeft(8)), L(t => t.Symbol.PadLeft(3, '*')), L(t => t.Symbol.PadRight(8)), L(t => t.Symbol.PadRight(9, '日')),
        L(t => t.Symbol.Trim()), L(t => t.Symbol.TrimStart()), L(t => t.Symbol.TrimEnd()), L(t => t.Symbol.Trim('A')),
            L(t => t.Symbol.TrimStart('"')), L(t => t.Symbol.TrimEnd('e')),
        L(t => t.Symbol[0]==  'A'), L(t => t.Symbol[1] < 'a'), L(t => t.Symbol[t.Quantity] != '\\'), L(t => (int)t.Symbol[1]),
        L(t => t.Symbol.Split(',', StringSplitOptions.None)[1]), L(t => t.Symbol.Split("b", StringSplitOptions.None)[0]),
        L(t => t.Symbol.Split(',', StringSplitOptions.None)[t.Quantity]), L(t => t.Symbol.Substring(1).Substring(1)),
    ];

    private static IEnumerable<LambdaExpression> Search() =>
    [
        L(t => t.Symbol.IndexOf("C", StringComparison.Ordinal)), L(t => t.Symbol.IndexOf('ü')), L(t => t.Symbol.IndexOf(t.Venue ?? "",
            StringComparison.Ordinal)),
        L(t => t.Symbol.IndexOf("b", 2, StringComparison.Ordinal)), L(t => t.Symbol.IndexOf('b', 2)),
        L(t => t.Symbol.LastIndexOf("o", StringComparison.Ordinal)), L(t => t.Symbol.LastIndexOf('o')),
        L(t => t.Symbol.LastIndexOf("", StringComparison.Ordinal)), L(t => t.Symbol.Replace("a", "xx")),
        L(t => t.Symbol.Replace("C", "", StringComparison.Ordinal)), L(t => t.Symbol.Replace('K', 'k')),
            L(t => t.Symbol.Replace(t.Symbol, "!")),
        L(t => t.Symbol.StartsWith('K')), L(t => t.Symbol.EndsWith('E')), L(t => t.Symbol.Contains('c')),
        L(t => string.IsNullOrEmpty(t.Venue)), L(t => string.IsNullOrWhiteSpace(t.Symbol)), L(t => string.IsNullOrWhiteSpace(t.Venue)),
        L(t => string.CompareOrdinal(t.Symbol, t.Venue) < 0), L(t => string.Compare(t.Symbol, "K1", StringComparison.Ordinal) >= 0),
        L(t => Math.Sign(string.CompareOrdinal(t.Venue, t.Symbol))), L(t => 0 == string.CompareOrdinal(t.Symbol, "ACME")),
    ];

    private static IEnumerable<LambdaExpression> Concat() =>
    [
        L(t => t.Symbol + "x"), L(t => t.Venue + t.Symbol), L(t => "a" + t.Symbol + 'b' + t.Buy + t.Venue + t.Flagged),
        L(t => string.Concat(t.Venue, t.Symbol)), L(t => string.Concat(t.Venue, "-", t.Symbol)), L(t => string.Concat(t.Venue, "-",
            t.Symbol, "")),
        L(t => string.Concat(new[] { t.Venue, t.Symbol, t.Venue, t.Symbol, t.Venue })), L(t => $"{t.Symbol}-{t.Venue}"),
            L(t => $"{t.Symbol}/{t.Buy}"),
        L(t => string.Join("/", new[] { t.Venue, t.Symbol })), L(t => string.Join(',', new[] { t.Venue, t.Symbol })),
            L(t => $"{t.Symbol,8}|{t.Venue,-3}{{}}"),
        L(t => FormattableString.Invariant($"{t.Symbol}:{t.Quantity}:{t.Fee}:{t.Serial:D3}:{t.Price:F2}")),
        L(t => FormattableString.Invariant($"{t.Tax:F1}:{t.Time:yyyy-MM-dd}:{t.Flagged}:{t.Reference,9:N0}|{t.Settled:s}")),
        L(t => string.Format(CultureInfo.InvariantCulture, "{0:X}{1}", t.Quantity, t.Settled!.Value.ToString("s",
            CultureInfo.InvariantCulture))),
        L(t => null + t.Venue),
    ];

    private static IEnumerable<LambdaExpression> Letters() =>
    [
        L(t => t.Symbol.ToUpperInvariant()), L(t => t.Symbol.ToLowerInvariant()), L(t => t.Symbol.Equals("acme",
            StringComparison.OrdinalIgnoreCase)),
        L(t => string.Equals(t.Venue, "nyse", StringComparison.OrdinalIgnoreCase)), L(t => string.Equals(t.Venue, t.Symbol)),
        L(t => t.Symbol.Equals(t.Venue)), L(t => t.Symbol.Equals("ACME", StringComparison.Ordinal)),
        L(t => t.Symbol.StartsWith("k", StringComparison.OrdinalIgnoreCase)), L(t => t.Symbol.EndsWith("CODE",
            StringComparison.OrdinalIgnoreCase)),
        L(t => t.Symbol.Contains("Ü", StringComparison.OrdinalIgnoreCase)), L(t => t.Symbol.Contains('m',
            StringComparison.OrdinalIgnoreCase)),
        L(t => t.Symbol.IndexOf("C", StringComparison.OrdinalIgnoreCase)),
        L(t => char.IsAsciiDigit(t.Symbol[1])), L(t => char.IsAsciiLetter(t.Symbol[0])), L(t => char.IsAsciiLetterOrDigit(t.Symbol[1])),
        L(t => char.IsAsciiLetterUpper(t.Symbol[0])), L(t => char.IsAsciiLetterLower(t.Symbol[0])),
            L(t => char.IsAsciiHexDigit(t.Symbol[0])),
        L(t => char.IsWhiteSpace(t.Symbol[0])), L(t => char.IsDigit(t.Symbol[0])), L(t => char.IsLetter(t.Symbol[0])),
        L(t => char.IsLetterOrDigit(t.Symbol[1])), L(t => char.IsUpper(t.Symbol[0])), L(t => char.IsLower(t.Symbol[0])),
        L(t => char.IsPunctuation(t.Symbol[0])),
    ];

    private static IEnumerable<LambdaExpression> Formats() =>
    [
        L(t => t.Quantity.ToString(CultureInfo.InvariantCulture)), L(t => t.Serial.ToString(CultureInfo.InvariantCulture)),
        L(t => t.Quantity.ToString("D5", CultureInfo.InvariantCulture)), L(t => t.Serial.ToString("X", CultureInfo.InvariantCulture)),
        L(t => t.Quantity.ToString("N0", CultureInfo.InvariantCulture)), L(t => t.Quantity.ToString("000", CultureInfo.InvariantCulture)),
        L(t => t.Price.ToString("F2", CultureInfo.InvariantCulture)), L(t => t.Price.ToString("0.0##", CultureInfo.InvariantCulture)),
        L(t => t.Buy.ToString()), L(t => t.Buy.ToString(CultureInfo.InvariantCulture)),
        L(t => t.Time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), L(t => t.Time.ToString("s", CultureInfo.InvariantCulture)),
        L(t => t.Time.ToString("yyyy'年'MM HH:mm:ss.ffffff", CultureInfo.InvariantCulture)), L(t => t.Time.ToString("MMM",
            CultureInfo.InvariantCulture)),
    ];

    private static IEnumerable<LambdaExpression> Parses() =>
    [
        L(t => int.Parse(t.Symbol, CultureInfo.InvariantCulture)), L(t => int.Parse(t.Symbol.Substring(1), NumberStyles.Integer,
            CultureInfo.InvariantCulture)),
        L(t => long.Parse(t.Symbol, CultureInfo.InvariantCulture)), L(t => bool.Parse(t.Symbol)), L(t => DecimalMath.Parse(t.Symbol, 3)),
        L(t => DecimalMath.Parse("0" + t.Symbol, 0)),
    ];

    private static IEnumerable<LambdaExpression> Patterns() =>
    [
        L(t => Regex.IsMatch(t.Symbol, "^K[0-9]+$")), L(t => Regex.IsMatch(t.Symbol, "acme|ü",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)),
        L(t => Regex.Match(t.Symbol, "[A-Z]+").Value), L(t => Regex.Match(t.Symbol, "(?<first>.)(.*)").Groups["first"].Value),
        L(t => Regex.Match(t.Symbol, "(.)(.*)").Groups[2].Value), L(t => Regex.Match(t.Symbol, "\\d").Success),
        L(t => Regex.Replace(t.Symbol, "[0-9]", "#")), L(t => Regex.Replace(t.Symbol, "(.)(.)", "$2$1", RegexOptions.Singleline)),
        L(t => Regex.Count(t.Symbol, "[aeiou]")), L(t => Digits.IsMatch(t.Symbol)), L(t => Digits.Replace(t.Symbol, "")),
            L(t => Digits.Match(t.Symbol).Value),
        L(t => Hash.Sha256Hex(t.Symbol)), L(t => Hash.Md5Hex(t.Symbol)), L(t => Hash.Md5Int64(t.Symbol)), L(t => Hash.Xx64(t.Symbol)),
            L(t => Hash.Crc32(t.Symbol)),
        L(t => JsonText.Value(t.Symbol, "$.a.b[1]")), L(t => JsonText.Int64(t.Symbol, "$.a['b'][0]")), L(t => JsonText.Boolean(t.Symbol,
            "$.a.b[3]")),
        L(t => JsonText.Value(t.Venue, "$")), L(t => Url.Scheme(t.Symbol)), L(t => Url.Host(t.Symbol)), L(t => Url.Port(t.Symbol)),
            L(t => Url.Path(t.Symbol)),
        L(t => Url.Query(t.Symbol)), L(t => Url.Fragment(t.Symbol)), L(t => Url.QueryValue(t.Symbol, "b")),
            L(t => Url.Segment(t.Symbol, 0)), L(t => Url.Host(t.Venue)),
    ];

    private static IEnumerable<LambdaExpression> Sets(string[] symbols, List<int> fees) =>
    [
        L(t => new[] { "ACME", "日本" }.Contains(t.Symbol)), L(t => symbols.Contains(t.Symbol)), L(t => Venues.Contains(t.Venue!)),
        L(t => new string?[] { null, "NYSE" }.Contains(t.Venue)), L(t => fees.Contains(t.Quantity)), L(t => new[] { 1, 2,
            -3 }.Contains(t.Quantity)),
        L(t => Serials.Contains(t.Reference)), L(t => Serials.Contains(t.Serial)), L(t => new int?[] { 1, null }.Contains(t.Fee)),
        L(t => new[] { 1.5m, 0m, 12.50001m }.Contains(t.Price)), L(t => None.Contains(t.Symbol) || t.Buy),
        L(t => ((IEnumerable<int>)fees).Contains(t.Quantity)), L(t => new[] { true }.Contains(t.Buy)),
        L(t => new[] { DateTime.UnixEpoch, new DateTime(2024, 3, 2) }.Contains(t.Time.Date)),
    ];

    private static Expression<Func<Trade, T>> L<T>(Expression<Func<Trade, T>> lambda) => lambda;
}
