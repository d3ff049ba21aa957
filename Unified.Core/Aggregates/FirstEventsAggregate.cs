using System.Collections.Immutable;
using System.Globalization;
using Unified.Errors;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The events of a group that come first in an order, whole: what rows are made of when the answer is read. Equal ones are told apart by
/// their place in the log. Not a method of a group: <c>g.OrderBy(..).Take(n)</c> is.
/// </summary>
internal sealed class FirstEventsAggregate : AggregateFunction
{
    private static readonly SqlForms<(string State, FirstEventsLayout Layout)> Rows = new()
    {
        { SqlEngine.ClickHouse, s => $"arrayMap(x -> tuple({string.Join(", ", Values(s.Layout).Select(v => $"x.{v}"))}), {s.State})" },
        { SqlEngine.DuckDb, s => s.State },
    };

    /// <summary>The one there is.</summary>
    public static FirstEventsAggregate Instance { get; } = new();

    public override string Name => "FirstEvents";

    public override EventOrder Order => EventOrder.Value;

    public override DataType? ResultType(DataType? argument) => null;

    public override bool HasEmptyResult(DataType? argument) => true;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        throw new InternalException("The state of first events depends on what they are ordered by.");

    public override ImmutableArray<StateColumn> States(AggregateCall call) =>
        [new FirstEventsState("events", FirstEventsLayout.Of(call))];

    public override AggregateKernel CreateKernel(AggregateCall call) => new FirstEventsKernel(FirstEventsLayout.Of(call));

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands)
    {
        if (engine != SqlEngine.DuckDb || operands.Place is not { } place)
        {
            throw engine.Refuse($"'{call}', which depends on the places of events,");
        }

        var layout = FirstEventsLayout.Of(call);
        string At(string number) => layout.Largest ? $"(-1 - {number})" : number;
        var keys = layout.Keys.Select((k, i) => layout.Encoded(engine, operands.More[i], k));
        var values = operands.More.Skip(layout.Keys.Length);
        var one = layout.Fields.Zip(keys.Concat([At(place.Log), At(place.Partition), At(place.Offset), At(place.Branch)]).Concat(values),
            (field, value) => $"'{field.Name}': {value}");
        return [string.Create(CultureInfo.InvariantCulture, $"list_slice(list_{(layout.Largest ? "reverse_" : "")}sort(coalesce(list({{"
            + $"{string.Join(", ", one)}}}), [])), 1, {layout.Limit})")];
    }

    /// <summary>A list of the values of each event, in their order.</summary>
    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        Rows.In(engine, (states[0], FirstEventsLayout.Of(call)), $"the events of state {states[0]}");

    private static IEnumerable<string> Values(FirstEventsLayout layout) => layout.Values.Select((_, i) => FirstEventsLayout.Value(i));
}
