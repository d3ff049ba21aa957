namespace Unified.Architecture.Tests.Folders;

/// <summary>The folders of one project and who uses whom. Files outside of any folder are a folder of their own, ".".</summary>
internal sealed class FolderGraph(string project, IEnumerable<Reference> references)
{
    private const int Shown = 3;

    private readonly SortedDictionary<(string From, string To), List<Reference>> _edges = Edges(references);

    public IEnumerable<Reference> References => _edges.Values.SelectMany(edge => edge);

    /// <summary>Through every edge that lies on a circle a shortest one, each circle once and from its first folder on.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Cycles() =>
        [.. _edges.Keys.Select(edge => Way(edge.To, edge.From)).OfType<List<string>>().Select(FromFirst)
            .DistinctBy(cycle => string.Join('/', cycle)).OrderBy(cycle => cycle.Count)
                .ThenBy(cycle => string.Join('/', cycle), StringComparer.Ordinal)];

    /// <summary>"" when there is no circle; else each with the lines that close it.</summary>
    public string CycleReport()
    {
        var cycles = Cycles();
        return cycles.Count == 0 ? "" : $"{project}: {cycles.Count} cycles between folders remain{string.Concat(cycles.Select(Describe))}";
    }

    private string Describe(IReadOnlyList<string> cycle) =>
        $"\n  {string.Join(" -> ", cycle)} -> {cycle[0]}" + string.Concat(
            cycle.Select((from, i) => Lines(_edges[(from, cycle[(i + 1) % cycle.Count])])));

    private static string Lines(List<Reference> edge) =>
        string.Concat(edge.Take(Shown).Select(reference => $"\n    {reference}"))
        + (edge.Count > Shown ? $"\n    and {edge.Count - Shown} more lines ({edge[0].From} -> {edge[0].To})" : "");

    private static List<string> FromFirst(List<string> cycle)
    {
        var first = cycle.IndexOf(cycle.Min(StringComparer.Ordinal)!);
        return [.. cycle[first..], .. cycle[..first]];
    }

    /// <summary>A shortest way along the edges, both ends included.</summary>
    private List<string>? Way(string from, string to)
    {
        var ways = new Queue<List<string>>([[from]]);
        var seen = new HashSet<string> { from };
        while (ways.TryDequeue(out var way))
        {
            if (way[^1] == to) { return way; }
            foreach (var next in _edges.Keys.Where(edge => edge.From == way[^1] && seen.Add(edge.To))) { ways.Enqueue([.. way, next.To]); }
        }

        return null;
    }

    private static SortedDictionary<(string From, string To), List<Reference>> Edges(IEnumerable<Reference> references)
    {
        var edges = new SortedDictionary<(string From, string To), List<Reference>>(
            Comparer<(string From, string To)>.Create((a, b) => string.CompareOrdinal($"{a.From}/{a.To}", $"{b.From}/{b.To}")));
        foreach (var group in references.Distinct().GroupBy(reference => (reference.From, reference.To)))
        {
            edges[group.Key] = [.. group.OrderBy(reference => reference.File, StringComparer.Ordinal).ThenBy(reference => reference.Line)];
        }

        return edges;
    }
}
