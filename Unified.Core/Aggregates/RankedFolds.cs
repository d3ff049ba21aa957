using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>Events in an order, folded in DuckDB to what <see cref="RankedState"/> and <see cref="RankedListState"/> hold.</summary>
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
        ArgumentNullException.ThrowIfNull(engine);
        if (engine != SqlEngine.DuckDb || operands.Place is not { } place)
        {
            throw engine.Refuse($"'{call}', which depends on the places of events,");
        }

        string At(string number) => turned ? $"(-1 - {number})" : number;
        var one = $"{{'by': {OrderedBits.Encode(engine, operands.By, call.By!.Type)}, 'log': {At(place.Log)}, 'p': {At(place.Partition)}, "
            + $"'o': {At(place.Offset)}, 'b': {At(place.Branch)}, 'value': {operands.Argument}}}";
        return $"list_{(largest ? "reverse_" : "")}sort(coalesce(list({one}) FILTER (WHERE ({operands.Argument}) IS NOT NULL "
            + $"AND ({operands.By}) IS NOT NULL), []))";
    }
}
