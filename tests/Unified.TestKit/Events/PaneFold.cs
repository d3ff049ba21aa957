using Unified.Logical;
using Unified.Plans;
using Unified.Time;
using Unified.Types;

namespace Unified.TestKit.Events;

/// <summary>The states of windows from those of their panes, pane by pane.</summary>
internal static class PaneFold
{
    /// <summary>The columns of rows whose windows are themselves.</summary>
    public static RowLayout Layout(RowLayout rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows with
        {
            Panes = null,
            Keys = rows.Panes is WindowLengths ? rows.Keys.Add(new Field(WindowKey.LengthOf(rows.Window!.Name), DataType.Duration))
                : rows.Keys,
        };
    }

    /// <summary>The windows of a table, in a table of <see cref="Layout"/>.</summary>
    public static RowTable Windows(RowLayout rows, RowTable panes)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(panes);
        var windows = new RowTable(Layout(rows));
        var keys = rows.Keys.Length;
        if (rows.Panes is SessionWindows sessions)
        {
            Sessions(rows, sessions.Gap, panes, windows);
            return windows;
        }

        foreach (var pane in panes.Values)
        {
            var start = (long)(Int128)pane[keys]!;
            IEnumerable<object?[]> names = rows.Panes switch
            {
                HoppingWindows hopping => Starts(hopping, start).Select(s => new object?[] { (Int128)s }),
                WindowLengths lengths =>
                    lengths.Lengths.Select(l => new object?[] { (Int128)l, (Int128)(Timestamps.FloorDiv(start, l) * l) }),
                _ => throw new ArgumentException($"{rows.Panes} are no windows of panes."),
            };
            foreach (var window in names)
            {
                windows.Add([.. pane.Take(keys), .. window], [.. pane.Skip(keys + 1)], times: 1);
            }
        }

        return windows;
    }

    // Back in time, while the window holds the end of the pane.
    private static IEnumerable<long> Starts(HoppingWindows windows, long pane)
    {
        var start = (Timestamps.FloorDiv(pane - windows.Start, windows.Hop) * windows.Hop) + windows.Start;
        for (; start + windows.Size >= pane + windows.Pane; start -= windows.Hop)
        {
            yield return start;
        }
    }

    private static void Sessions(RowLayout rows, long gap, RowTable panes, RowTable windows)
    {
        var names = rows.Columns.Select(c => c.Name).ToList();
        Int128? Of(IReadOnlyList<object?> pane, string column) => names.IndexOf(column) is >= 0 and var place ? (Int128?)pane[place] : null;
        // Of up to four groups, the most that there are.
        var groups = Enumerable.Range(0, 4);
        Int128 First(IReadOnlyList<object?> pane) => groups.Select(g => Of(pane, $"{SessionWindows.First(g)}__min")).Min()!.Value;
        Int128 Last(IReadOnlyList<object?> pane) => groups.Select(g => Of(pane, $"{SessionWindows.Last(g)}__max")).Max()!.Value;
        var keys = rows.Keys.Length;
        foreach (var same in panes.Values.GroupBy(p => string.Join('\0', p.Take(keys).Select(k => k is null ? "\u0001" : $"{k}"))))
        {
            Int128? start = null, last = null;
            foreach (var pane in same.OrderBy(p => (Int128)p[keys]!))
            {
                start = start is null || First(pane) - last >= gap ? First(pane) : start;
                last = Last(pane);
                windows.Add([.. pane.Take(keys), start], [.. pane.Skip(keys + 1)], times: 1);
            }
        }
    }
}
