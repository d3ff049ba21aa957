using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>
/// Reads rows of the first events of groups: a column is a key, of the group, of the event, or computed from both. What is of the event
/// alone is computed of every event, and kept of the first ones.
/// </summary>
internal sealed class FirstEventsReader(PlanBuilder plan, ExprTranslator lambdas, FirstEventsCall call, ReadGroup group,
    LinqReading? reading)
{
    private readonly ResultReader _groups = new(plan, lambdas, Expression.Lambda(call.Row, call.Group), [group], inner: false, reading);
    private readonly List<Expr> _values = [];
    private readonly List<ResultColumn> _ofGroup = [];
    private int _hidden;

    /// <summary>The rows, or null when something was refused.</summary>
    /// <param name="step">What the author wrote.</param>
    public ResultNode? Read(FirstEventsStep step)
    {
        var node = step.Events.Body.ToString();
        if (Columns() is not { } written)
        {
            plan.Refuse("UNI0035", call.Row.ToString(), "the select does not construct a result row.",
                "Write select new Row(g.Key, x.Price), every column one value.");
            return null;
        }

        var columns = written.Select(c => (c.Name, Column: plan.Mistakes.Try(() => Column(c.Name, c.Value), () => null))).ToList();
        var keys = call.Keys.Select(k => (By: Event(k.By), k.Descending)).ToList();
        var filter = call.Filters.Select(Event)
            .Aggregate((Expr?)null, (all, next) => all is null ? next : ExpressionBuilder.Call(Logic.And, [all, next], node));
        var having = _groups.Having(step.Input.Conditions, out var conditions);
        if (step.Input.Sort.Length > 0)
        {
            plan.Refuse("UNI0052", node, "groups are ordered, of which rows are made that have an order of their own.",
                "Leave the orderby over groups out; order when you query.");
        }

        var count = DefinitionConstants.TryValue(call.Count, out var number) && number is int most ? most : 0;
        if (_values.Count == 0 && keys.Count > 0)
        {
            // A tuple has a field.
            _values.Add(keys[0].By);
        }

        var events = plan.Mistakes.Try(() => group.Builder.AddFirst(ExpandNode.List, [.. keys], [.. _values], count, filter, node),
            () => null);
        if (events is null || columns.Any(c => c.Column is null) || having.Contains(null))
        {
            return null;
        }

        // Keys that no column is are missing in the rows; the expansion says so.
        var finished = plan.Finish([group.Builder], inner: false,
            [.. _ofGroup, new ResultColumn(ExpandNode.List, null, events)], node, ResultReader.All(having, node), expands: true);
        if (plan.Mistakes.All.Count > 0)
        {
            return null;
        }

        reading?.Events.TryAdd(step, new ReadEvents(call, ((FinishNode)finished).Aggregates.First(a => a.Output == ExpandNode.List),
            [.. written.Select(c => c.Value)], [.. conditions]));
        return plan.Expand(finished, columns.Select(c => c.Column!), node);
    }

    private IReadOnlyList<(string Name, Expression Value)>? Columns() => ResultReader.Columns(call.Row)
        ?? (call.IsOfEvent(call.Row) && plan.Mistakes.Try(() => lambdas.Any(Expression.Lambda(call.Row, call.Event), group.Element),
            () => null!) is RecordShape { Members: var members } && members.All(m => m.Value is ValueShape)
            // The event itself is the row.
            ? [.. members.Select(m => (SnakeCase.From(m.Key), (Expression)Expression.PropertyOrField(call.Row, m.Key)))] : null);

    private Expr Event(LambdaExpression lambda) => plan.Mistakes.Try(
        () => lambdas.Value(Expression.Lambda(call.Over(lambda), call.Event), group.Element),
        () => new PoisonExpr(ClrTypes.TryMap(lambda.ReturnType) ?? DataType.Boolean));

    private ResultColumn? Column(string name, Expression value)
    {
        if (!value.Uses(call.Event) && !value.Uses(call.Place))
        {
            var column = _groups.Column(name, value);
            if (column is null)
            {
                return null;
            }

            _ofGroup.Add(column);
            return column.Key is not null ? column : Passed(name, column);
        }

        if (call.IsOfEvent(value) && KeyOf(value) is { } key)
        {
            _ofGroup.Add(new ResultColumn(name, key, null));
            return _ofGroup[^1];
        }

        return lambdas.Finished(value, Known) is { } computed and not PoisonExpr ? new ResultColumn(name, null, null, computed) : null;

        Shape? Known(Expression node)
        {
            if (node == call.Place)
            {
                return new ValueShape(new ColumnExpr(ExpandNode.Place, DataType.Int32));
            }

            if (call.IsOfEvent(node))
            {
                return lambdas.Any(Expression.Lambda(node, call.Event), group.Element)
                    .Map((_, part) => part is PoisonExpr ? part : Kept(part));
            }

            // A key, or an aggregate: a column of the group's own.
            return node.Uses(call.Event) || node.Uses(call.Place)
                || !node.Uses(call.Group) || !_groups.IsDirect(node) ? null : new ValueShape(OfGroup(node));
        }
    }

    // What every event has, of the events that are kept.
    private ColumnExpr Kept(Expr value)
    {
        var place = _values.FindIndex(value.Equals);
        if (place < 0)
        {
            place = _values.Count;
            _values.Add(value);
        }

        return ExpandNode.Value(new Field(FirstEventsLayout.Value(place), value.Type));
    }

    private Expr OfGroup(Expression node)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"_group{_hidden++}");
        if (_groups.Column(name, node) is not { } column)
        {
            return new PoisonExpr(ClrTypes.TryMap(node.Type) ?? DataType.Int64);
        }

        if (column.Key is { } key && _ofGroup.Find(c => c.Key == key) is { } known)
        {
            return new ColumnExpr(known.Name, TypeOf(column));
        }

        _ofGroup.Add(column);
        return new ColumnExpr(name, TypeOf(column));
    }

    private ResultColumn Passed(string name, ResultColumn column) =>
        new(name, null, null, new ColumnExpr(name, TypeOf(column)));

    private DataType TypeOf(ResultColumn column) => column.Aggregate?.Type ?? column.Value?.Type ?? _groups.TypeOf(column.Key!);

    // The events of a group are alike in what they are grouped by.
    private string? KeyOf(Expression value) =>
        plan.Mistakes.Try(() => lambdas.Value(Expression.Lambda(value, call.Event), group.Element), () => new PoisonExpr(DataType.Int64))
            is not PoisonExpr and var read
            ? group.Key.Members.FirstOrDefault(m => m.Value is ValueShape { Value: var key } && key.Equals(read)).Key : null;
}
