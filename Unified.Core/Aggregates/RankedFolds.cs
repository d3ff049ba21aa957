using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>
/// Events in an order, folded in DuckDB or Spark to what <see cref="RankedState"/> and <see cref="RankedListState"/> hold.
/// </summary>
internal static class RankedFolds
{
    /// <summary>All events that have a value and a place in the order, sorted.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="call">The aggregate.</param>
    /// <param name="operands">What is known of the events.</param>
    /// <param name="largest">True when the largest come first.</param>
    /// <param name="turned">True when places count downwards.</param>
    /// <exception cref="Errors.DefinitionException">UNI0090: the places of events are not known.</exception>
    public static string Sorted(SqlEngine engine, AggregateCall call, FoldOperands operands, bool largest, bool turned)
    {
        var one = Event(engine, call, operands, turned);
        return engine == SqlEngine.Spark
            ? $"sort_array(collect_list({one}) FILTER (WHERE {Taken(operands)}), {(largest ? "false" : "true")})"
            : $"list_{(largest ? "reverse_" : "")}sort(coalesce(list({one}) FILTER (WHERE {Taken(operands)}), []))";
    }

    /// <summary>The first of them, or none.</summary>
    /// <inheritdoc cref="Sorted"/>
    public static string First(SqlEngine engine, AggregateCall call, FoldOperands operands, bool largest, bool turned) =>
        // No two events have the same place, so that values are never compared.
        engine == SqlEngine.Spark ? $"filter(array({(largest ? "max" : "min")}({Event(engine, call, operands, turned)}) "
            + $"FILTER (WHERE {Taken(operands)})), e -> e is not null)"
        : Slice(engine, Sorted(engine, call, operands, largest, turned), "1");

    /// <summary>The first of a list, a number of them.</summary>
    public static string Slice(SqlEngine engine, string list, string count) =>
        engine == SqlEngine.Spark ? $"slice({list}, 1, {count})" : $"list_slice({list}, 1, {count})";

    private static string Taken(FoldOperands operands) => $"({operands.Argument}) IS NOT NULL AND ({operands.By}) IS NOT NULL";

    private static string Event(SqlEngine engine, AggregateCall call, FoldOperands operands, bool turned)
    {
        if (engine is not (DuckDb or Spark) || operands.Place is not { } place)
        {
            throw engine.Refuse($"'{call}', which depends on the places of events,");
        }

        string At(string number) => turned ? $"(-1 - {number})" : number;
        (string Name, string Sql)[] fields =
        [
            ("by", operands.ByOrder ?? OrderedBits.Encode(engine, operands.By, call.By!.Type)), ("log", At(place.Log)),
            ("p", At(place.Partition)), ("o", At(place.Offset)), ("b", At(place.Branch)), ("value", operands.Argument),
        ];
        return engine == SqlEngine.Spark ? $"struct({string.Join(", ", fields.Select(f => $"{f.Sql} AS {f.Name}"))})"
            : $"{{{string.Join(", ", fields.Select(f => $"'{f.Name}': {f.Sql}"))}}}";
    }
}
