using System.Collections.Immutable;
using System.Globalization;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Sql;
using Unified.Time;

namespace Unified.Lowering;

/// <summary>
/// Windows in DuckDB SQL as they are defined, over events: each event once for every window that it is in. Keys are <c>#k0</c> and so on;
/// behind them comes the event time, and in its place the window.
/// </summary>
/// <param name="relations">The events.</param>
/// <param name="panes">The windows.</param>
/// <param name="groups">The groups whose events sessions are made of.</param>
internal sealed class OracleWindows(RelationSql relations, PaneWindows panes, ImmutableArray<AggregateNode> groups)
{
    private static readonly SqlEngine Engine = SqlEngine.DuckDb;

    /// <summary>A group's event time.</summary>
    public string Time(AggregateNode group) => PanedWindows.Checked(panes, Engine.Quote(group.Input.EventTime
        ?? throw new InternalException("A window stands over events without a time.")));

    /// <summary>The events with their windows.</summary>
    /// <param name="events">A query of keys, time, and what else is grouped.</param>
    /// <param name="keys">How many keys there are.</param>
    public string Of(string events, int keys)
    {
        var time = Key(keys);
        switch (panes)
        {
            case HoppingWindows hopping:
                // The last that begins at or before the time, and those before it that have not ended.
                var last = $"({DuckDb.Floor($"{time} - ({Number(hopping.Start)})", Number(hopping.Hop))} + ({Number(hopping.Start)}))";
                return $"SELECT * REPLACE (\"#w\" AS {time}) FROM (SELECT *, unnest(list_filter(list_transform("
                    + $"range({Number((hopping.Size / hopping.Hop) + 1)}), i -> {last} - i * {Number(hopping.Hop)}), "
                    + $"s -> s + {Number(hopping.Size)} > {time})) AS \"#w\" FROM ({events}))";
            case WindowLengths lengths:
                return string.Join(" UNION ALL ", lengths.Lengths.Select(length => $"SELECT * REPLACE "
                    + $"({DuckDb.Floor(time, Number(length))} AS {time}), {Number(length)}::BIGINT AS {Key(keys + 1)} FROM ({events})"));
            case SessionWindows sessions:
                var same = string.Concat(Enumerable.Range(0, keys).Select(k => $" AND e.{Key(k)} IS NOT DISTINCT FROM s.{Key(k)}"));
                return $"SELECT e.* REPLACE (s.\"#first\" AS {time}) FROM ({events}) e JOIN ({Sessions(sessions.Gap, keys)}) s "
                    + $"ON e.{time} >= s.\"#first\" AND e.{time} <= s.\"#last\"{same}";
            default:
                throw new InternalException($"{panes.GetType().Name} have no form in {Engine}.");
        }
    }

    // Gaps and islands over the events of all groups: a session of a cogroup is one of all its inputs.
    private string Sessions(long gap, int keys)
    {
        var names = string.Concat(Enumerable.Range(0, keys).Select(k => $"{Key(k)}, "));
        var by = keys == 0 ? "" : $"PARTITION BY {names[..^2]} ";
        var events = string.Join(" UNION ALL ", groups.Select(g => $"SELECT "
            + string.Concat(g.Keys.Select((k, i) => $"{k.Value.In(Engine)} AS {Key(i)}, ")) + $"{Time(g)} AS \"#t\" "
            + $"FROM ({relations.Of(g.Input)})"));
        var begins = $"SELECT {names}\"#t\", CASE WHEN \"#t\" - lag(\"#t\") OVER ({by}ORDER BY \"#t\") < {Number(gap)} THEN 0 ELSE 1 END "
            + $"AS \"#new\" FROM ({events})";
        // Events of one time are peers: the frame up to them has all of them, in whatever order the engine has put them.
        var numbered = $"SELECT {names}\"#t\", sum(\"#new\") OVER ({by}ORDER BY \"#t\" RANGE UNBOUNDED PRECEDING) AS \"#n\" "
            + $"FROM ({begins})";
        return $"SELECT {names}min(\"#t\") AS \"#first\", max(\"#t\") AS \"#last\" FROM ({numbered}) GROUP BY {names}\"#n\"";
    }

    private static string Key(int number) => Engine.Quote(string.Create(CultureInfo.InvariantCulture, $"#k{number}"));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
