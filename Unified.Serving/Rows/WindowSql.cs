using System.Collections.Immutable;
using System.Globalization;
using Unified.Errors;
using Unified.Plans;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Serving.Rows;

/// <summary>
/// Windows from panes: the states of each pane go to every window that it is in, and are merged there once more. A time of a session is
/// known only when all panes are: nothing is ever revised.
/// </summary>
internal static class WindowSql
{
    // Before all times, and far enough from the smallest Int64 to be subtracted from them.
    private const string Never = "toInt64(-4000000000000000000)";

    /// <summary>The states of windows: the columns of the answer's identity, then the states.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="merged">The merged states of panes: a query.</param>
    /// <param name="merge">The merges of the states, in their order.</param>
    /// <param name="keptFrom">The first day in the answer, or null.</param>
    public static string Of(RowLayout rows, string merged, IEnumerable<string> merge, string? keptFrom)
    {
        var states = merge.Zip(rows.States, (sql, state) => $"{sql} AS {Quote(state.Name)}");
        var identity = string.Join(", ", rows.AnswerIdentity.Select(f => Quote(f.Name)));
        // A window that began before the first day has lost panes. The last pane that is lost may reach a gap into that day, and a session
        // that begins less than a gap after it may be the rest of one.
        var whole = keptFrom is null ? "" : $" WHERE toUnixTimestamp64Micro({Quote(rows.Window!.Name)}) >= "
            + $"toInt64({keptFrom}) * {Number(Timestamps.MicrosPerDay)}"
            + (rows.Panes is SessionWindows sessions ? $" + {Number(checked(2 * sessions.Gap))}" : "");
        return $"SELECT {identity}, {string.Join(", ", states)} FROM ({Windows(rows, merged)}){whole} GROUP BY {identity}";
    }

    /// <summary>
    /// A predicate for panes, which begins with AND: all panes of windows that begin within a range are among them. "" where any pane may
    /// be of such a window.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="from">No window that is asked for begins earlier, in microseconds since 1970; or null.</param>
    /// <param name="to">All begin before it; or null.</param>
    public static string PanesOf(RowLayout rows, long? from, long? to)
    {
        // A session may begin long before any of its panes.
        if (rows.Panes is null or SessionWindows)
        {
            return "";
        }

        string Bound(string comparison, long? micros) => micros is { } time && Timestamps.IsStorable(time)
            ? $" AND {Quote(rows.Window!.Name)} {comparison} {Time(Number(time))}" : "";
        return Bound(">=", from) + Bound("<", to is { } end ? checked(end + rows.Panes.Reach) : null);
    }

    // One row a pane and window.
    private static string Windows(RowLayout rows, string merged)
    {
        var (keys, states) = (List(rows.Keys), string.Concat(rows.States.Select(s => $", {Quote(s.Name)}")));
        var window = Quote(rows.Window!.Name);
        var panes = $"SELECT {keys}toUnixTimestamp64Micro({window}) AS _pane{states} FROM ({merged})";
        switch (rows.Panes)
        {
            case HoppingWindows hopping:
                var last = Floor("_pane", hopping.Hop, hopping.Start);
                // As many as begin at or before the pane and have not ended with it.
                var count = $"intDiv({last} - (_pane + {Number(hopping.Pane - hopping.Size)}), {Number(hopping.Hop)}) + 1";
                return $"SELECT {keys}{Time("_start")} AS {window}{states} FROM (SELECT {keys}"
                    + $"arrayJoin(arrayMap(i -> {last} - toInt64(i) * {Number(hopping.Hop)}, range(toUInt32({count})))) AS _start{states} "
                    + $"FROM ({panes}))";
            case WindowLengths lengths:
                var starts = lengths.Lengths.Select(l => $"({Floor("_pane", l, 0)}, {Number(l)})");
                return $"SELECT {keys}{Time("_in.1")} AS {window}, _in.2 AS {Quote(rows.AnswerIdentity[^1].Name)}{states} "
                    + $"FROM (SELECT {keys}arrayJoin([{string.Join(", ", starts)}]) AS _in{states} FROM ({panes}))";
            case SessionWindows sessions:
                return Sessions(rows, sessions.Gap, more => $"{keys}{more}{states}", panes);
            default:
                throw new InternalException($"{rows.Panes?.GetType().Name} have no form in {SqlEngine.ClickHouse}.");
        }
    }

    // Panes in their order: their times do not overlap, so the pane before says when the last event before was.
    private static string Sessions(RowLayout rows, long gap, Func<string, string> columns, string panes)
    {
        var by = rows.Keys.IsEmpty ? "" : $"PARTITION BY {string.Join(", ", rows.Keys.Select(k => Quote(k.Name)))} ";
        var over = $"OVER ({by}ORDER BY _pane ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)";
        var (first, last) = (Extreme(rows, SessionWindows.First, "min", "arrayMin"), Extreme(rows, SessionWindows.Last, "max", "arrayMax"));
        var timed = $"SELECT {columns($"_pane, {first} AS _first, {last} AS _last")} FROM ({panes})";
        var before = $"SELECT {columns($"_pane, _first, lagInFrame(_last, 1, {Never}) {over} AS _before")} FROM ({timed})";
        var started = $"SELECT {columns($"max(if(_first - _before >= {Number(gap)}, _first, {Never})) {over} AS _start")} FROM ({before})";
        return $"SELECT {columns($"{Time("_start")} AS {Quote(rows.Window!.Name)}")} FROM ({started})";
    }

    // Of all groups that have an event in the pane.
    private static string Extreme(RowLayout rows, Func<int, string> output, string state, string function)
    {
        var names = Enumerable.Range(0, rows.States.Length).Select(group => $"{output(group)}__{state}").ToHashSet(StringComparer.Ordinal);
        var times = rows.States.Where(s => names.Contains(s.Name)).Select(s => $"toUnixTimestamp64Micro({Quote(s.Name)})").ToList();
        return times is [var one] ? one
            : $"assumeNotNull({function}(arrayFilter(t -> isNotNull(t), [{string.Join(", ", times)}])))";
    }

    private static string Floor(string micros, long size, long offset)
    {
        var (step, shifted) = (Number(size), offset == 0 ? micros : $"({micros} - {Number(offset)})");
        return $"({micros} - (({shifted} % {step}) + {step}) % {step})";
    }

    private static string List(ImmutableArray<Field> fields) => string.Concat(fields.Select(f => $"{Quote(f.Name)}, "));

    private static string Time(string micros) => $"fromUnixTimestamp64Micro({micros}, 'UTC')";

    private static string Number(long number) => string.Create(CultureInfo.InvariantCulture, $"toInt64({number})");

    private static string Quote(string name) => ClickHouseSql.Identifier(name);
}
