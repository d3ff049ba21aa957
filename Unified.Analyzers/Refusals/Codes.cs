using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Unified.Analyzers.Polyfills;

namespace Unified.Analyzers.Refusals;

/// <summary>The codes of a definition as docs/errors.md lists them: the page is a resource, so titles are its words.</summary>
internal static class Codes
{
    private const string Page = "docs/errors.md";
    private static readonly Regex Row = new(
        @"^\| <a id=""[a-z0-9]+""></a>(?<code>UNI0[0-9]{3}) \| (?<meaning>(?:[^|]|\\\|)*) \|",
        RegexOptions.CultureInvariant);

    /// <summary>Every code of the page.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [.. Read()];

    private static readonly Dictionary<string, DiagnosticDescriptor> ByCode = All.ToDictionary(d => d.Id, StringComparer.Ordinal);

    /// <summary>The descriptor of a code.</summary>
    public static DiagnosticDescriptor Of(string code) => ByCode[code];

    private static IEnumerable<DiagnosticDescriptor> Read()
    {
        foreach (var row in Resources.Lines("errors.md").Select(line => Row.Match(line)).Where(m => m.Success))
        {
            var code = row.Groups["code"].Value;
            var meaning = row.Groups["meaning"].Value.Replace("`", "").Replace("\\|", "|").Trim();
            yield return Descriptor(code, char.ToUpperInvariant(meaning[0]) + meaning.Substring(1));
        }
    }

    private static DiagnosticDescriptor Descriptor(string code, string title) => new(code, title, "{0}: {1} {2}", "Unified.Definition",
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: $"{Page}#{code.ToLowerInvariant()}");
}
