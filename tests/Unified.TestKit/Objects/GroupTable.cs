using Unified.TestKit.Oracle;

namespace Unified.TestKit.Objects;

/// <summary>A group: its key, how many rows of each input it has, and what each aggregate takes.</summary>
internal sealed record ObjectGroup(object? Key, long[] Counts, List<PlainEvent>[] Taken);

/// <summary>Rows by their keys, as C# compares them.</summary>
internal static class GroupTable
{
    /// <summary>The groups.</summary>
    /// <param name="rows">The rows of all inputs.</param>
    /// <param name="window">The window of the key where only the query knows it.</param>
    /// <param name="groups">How many inputs there are.</param>
    /// <param name="sites">How many aggregates there are.</param>
    public static IEnumerable<ObjectGroup> Of(IReadOnlyList<TakenRow> rows, KeyWindow? window, int groups, int sites)
    {
        var table = new Dictionary<(bool, object?), ObjectGroup>();
        foreach (var (row, key) in window is { IsSession: true } ? Sessions(rows, window) : rows.Select(r => (r, r.Key(null))))
        {
            if (!table.TryGetValue((true, key), out var group))
            {
                table[(true, key)] = group =
                    new ObjectGroup(key, new long[groups], [.. Enumerable.Range(0, sites).Select(_ => new List<PlainEvent>())]);
            }

            group.Counts[row.Group]++;
            for (var i = 0; i < sites; i++)
            {
                if (row.Taken[i] is { } taken)
                {
                    group.Taken[i].Add(taken);
                }
            }
        }

        return table.Values;
    }

    // A session is of all inputs together.
    private static IEnumerable<(TakenRow, object?)> Sessions(IReadOnlyList<TakenRow> rows, KeyWindow window)
    {
        foreach (var same in rows.GroupBy(r => (true, r.Key(DateTime.UnixEpoch))))
        {
            var starts = window.Sessions(same.Select(r => r.Time!.Value));
            foreach (var row in same)
            {
                yield return (row, row.Key(starts[row.Time!.Value]));
            }
        }
    }
}
