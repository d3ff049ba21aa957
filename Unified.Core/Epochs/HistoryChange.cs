using System.Collections.Immutable;
using Unified.Time;

namespace Unified.Epochs;

/// <summary>How the folder of a history day differs from the files that the day was computed from.</summary>
/// <param name="Day">The day.</param>
/// <param name="Added">Names of files that the answer knows nothing of.</param>
/// <param name="Removed">Names of files whose events are in the answer.</param>
/// <param name="Changed">Names of files that were other ones.</param>
public sealed record HistoryChange(HistoryDay Day, ImmutableArray<string> Added, ImmutableArray<string> Removed,
    ImmutableArray<string> Changed)
{
    private const int NamesShown = 5;

    /// <summary>The change of a day, or null when there is none.</summary>
    public static HistoryChange? Between(HistoryDay day, IEnumerable<HistoryFile> read, IEnumerable<HistoryFile> found)
    {
        var before = read.ToDictionary(f => f.Name, StringComparer.Ordinal);
        var now = found.ToDictionary(f => f.Name, StringComparer.Ordinal);
        var change = new HistoryChange(day,
            Names(now.Keys.Where(n => !before.ContainsKey(n))),
            Names(before.Keys.Where(n => !now.ContainsKey(n))),
            Names(now.Values.Where(f => before.TryGetValue(f.Name, out var old) && old != f).Select(f => f.Name)));
        return change.Added.IsEmpty && change.Removed.IsEmpty && change.Changed.IsEmpty ? null : change;
    }

    /// <summary>One line for people.</summary>
    public override string ToString() => $"{Day.Log} {Timestamps.FormatDay(Day.Day)}: "
        + string.Join(", ", new[] { Text("added", Added), Text("removed", Removed), Text("changed", Changed) }.Where(t => t.Length > 0));

    private static string Text(string what, ImmutableArray<string> names) => names.IsEmpty ? ""
        : $"{what} {string.Join(", ", names.Take(NamesShown))}" + (names.Length > NamesShown ? $" and {names.Length - NamesShown} more"
            : "");

    private static ImmutableArray<string> Names(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
