using Unified.Analyzers.Polyfills;

namespace Unified.Analyzers.Language;

/// <summary>What the planner's catalogues say: a text that a test of theirs writes. Immutable; thread-safe.</summary>
internal sealed class LanguageTable
{
    private readonly Dictionary<string, LanguageFunction> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Operator, string Kind), LanguageFunction> _operators = [];
    private readonly Dictionary<string, HashSet<string>> _conversions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LanguageAggregate> _aggregates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ordered = new(StringComparer.Ordinal);
    private readonly List<string> _ways = [];

    private LanguageTable()
    {
        foreach (var cells in Resources.Lines("language.txt").Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t')))
        {
            Read(cells);
        }
    }

    /// <summary>The table.</summary>
    public static LanguageTable Instance { get; } = new();

    /// <summary>The function behind a method, constructor or property by its documentation id, or null.</summary>
    public LanguageFunction? Member(string? id) => id is not null && _members.TryGetValue(id, out var known) ? known : null;

    /// <summary>The function behind an operator over operands of a kind, or null.</summary>
    public LanguageFunction? Operator(string op, string kind) => _operators.TryGetValue((op, kind), out var known) ? known : null;

    /// <summary>True when some kind has the operator.</summary>
    public bool HasOperator(string op) => _operators.Keys.Any(k => k.Operator == op);

    /// <summary>True when every value of a kind is one of the other.</summary>
    public bool Widens(string from, string to) => _conversions.TryGetValue(from, out var wide) && wide.Contains(to);

    /// <summary>True when conversions of the kind are known.</summary>
    public bool Converts(string kind) => _conversions.ContainsKey(kind);

    /// <summary>The aggregate of a name, or null.</summary>
    public LanguageAggregate? Aggregate(string name) => _aggregates.TryGetValue(name, out var known) ? known : null;

    /// <summary>True when events are ordered by values of the kind.</summary>
    public bool Orders(string kind) => _ordered.Contains(kind);

    private void Read(string[] cells)
    {
        switch (cells[0])
        {
            case "way":
                _ways.Add(cells[2]);
                break;
            case "operator":
                _operators[(cells[1], cells[3])] = new LanguageFunction(cells[2], "", cells[4].Split(' '), _ways, null);
                break;
            case "member":
                _members[cells[1]] = new LanguageFunction(cells[2], cells[3] == "-" ? "" : cells[3], cells[4].Split(' '), _ways,
                    cells.Length > 5 && cells[5].Length > 0 ? cells[5] : null);
                break;
            case "convert":
                _conversions[cells[1]] = [.. cells[2].Split(' ')];
                break;
            case "aggregate":
                _aggregates[cells[1]] = new LanguageAggregate(cells[1], [.. cells[2].Split(' ')], [.. cells[3].Split(' ')]);
                break;
            case "ordered":
                _ordered.UnionWith(cells[1].Split(' '));
                break;
            default:
                throw new InvalidOperationException($"'{cells[0]}' is no line of the language's table.");
        }
    }
}
