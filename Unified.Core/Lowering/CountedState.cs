using Unified.Aggregates;
using Unified.Sql;

namespace Unified.Lowering;

/// <summary>
/// A state that is a map, where an engine has no aggregate of maps: what each event adds to which keys is added up in a grouping of its
/// own, by the group's keys and the map's, and put beside the group's other states.
/// </summary>
internal static class CountedState
{
    /// <summary>Rows with one state more.</summary>
    /// <param name="engine">An engine with <c>explode</c>: Spark.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="events">The events, with the group's keys.</param>
    /// <param name="keys">The keys, by their names among the events and among the rows.</param>
    /// <param name="state">The state.</param>
    /// <param name="pairs">Of an event an array of (k, v).</param>
    public static string Beside(SqlEngine engine, string rows, string events, IReadOnlyList<(string Event, string Row)> keys,
        StateColumn state, string pairs)
    {
        var (name, by) = (engine.Quote(state.Name), string.Concat(keys.Select(k => $"{k.Event}, ")));
        var each = $"SELECT {by}e.k AS k, e.v AS v FROM (SELECT {by}explode({pairs}) AS e FROM ({events}))";
        var added = $"SELECT {by}k, sum(v) AS v FROM ({each}) GROUP BY {by}k HAVING sum(v) <> 0";
        var maps = $"SELECT {string.Concat(keys.Select(k => $"{k.Event} AS {k.Row}, "))}"
            + $"map_from_entries(array_sort(collect_list(struct(k, v)))) AS {name} FROM ({added})"
            + (keys.Count == 0 ? " HAVING count(*) > 0" : $" GROUP BY {string.Join(", ", keys.Select(k => k.Event))}");
        var same = string.Join(" AND ", keys.Select(k => $"m.{k.Row} IS NOT DISTINCT FROM g.{k.Row}").DefaultIfEmpty("true"));
        return $"SELECT g.*, coalesce(m.{name}, {state.Empty(engine)}) AS {name} FROM ({rows}) g LEFT JOIN ({maps}) m ON {same}";
    }
}
