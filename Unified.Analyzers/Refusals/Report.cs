using Microsoft.CodeAnalysis;

namespace Unified.Analyzers.Refusals;

/// <summary>Where refusals go: each once. Reading the rows that a clause gets must not report what their own clause reports.</summary>
internal sealed class Report(Action<Diagnostic>? sink)
{
    private const int LongestNode = 120;
    private readonly HashSet<Refusal> _seen = [];

    /// <summary>One that reports nothing.</summary>
    public static Report Silent() => new(null);

    /// <summary>Reports what stands at a node.</summary>
    public void Add(string code, SyntaxNode node, string reason, string wayOut) =>
        Add(new Refusal(code, node.GetLocation(), Text(node), reason, wayOut));

    /// <summary>Reports a refusal.</summary>
    public void Add(Refusal refusal)
    {
        if (sink is not null && _seen.Add(refusal))
        {
            sink(refusal.ToDiagnostic());
        }
    }

    /// <summary>What an author wrote, in one line.</summary>
    public static string Text(SyntaxNode node)
    {
        var text = string.Join(" ", node.ToString().Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestNode ? text : text.Substring(0, LongestNode - 3) + "...";
    }
}
