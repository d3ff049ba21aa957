using System.Linq.Expressions;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>
/// Reads the steps that a job author wrote, clause by clause, and builds the plan of them. All mistakes are found in one reading.
/// </summary>
internal sealed class LinqPlanner
{
    private readonly PlanBuilder _plan;
    private readonly ExprTranslator _lambdas;
    private readonly Dictionary<SourceSettings, (SourceSchema Schema, RecordShape Row)> _sources = new(ReferenceEqualityComparer.Instance);

    private readonly LinqReading? _reading;

    private LinqPlanner(string job, LinqReading? reading)
    {
        (_plan, _reading) = (new PlanBuilder(job), reading);
        _lambdas = new ExprTranslator(_plan.Mistakes);
    }

    /// <summary>The plan of a query.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="query">The query.</param>
    /// <param name="reading">Is told which expressions are which aggregates; null when nobody asks.</param>
    /// <exception cref="DefinitionException">It cannot be planned; all its mistakes are named.</exception>
    public static ResultNode Plan(string job, DefinitionStep query, LinqReading? reading = null)
    {
        var planner = new LinqPlanner(job, reading);
        var result = planner.Result(query);
        planner._plan.Mistakes.ThrowIfAny(job);
        return result!;
    }

    // Null only when something was refused.
    private ResultNode? Result(DefinitionStep step)
    {
        switch (step)
        {
            case RowsStep rows:
                return Emit(rows);
            case ResultStep result:
                var groups = (result.Input as CogroupStep)?.Groups.Items ?? [(GroupStep)result.Input];
                var read = groups.Select(Group).ToList();
                _plan.Mistakes.Place = step.Place;
                if (result.Input is CogroupStep && groups.Any(g => g.Conditions.Length + g.Sort.Length > 0))
                {
                    _plan.Refuse("UNI0056", Text(result.Selector),
                        "a where or orderby over the groups of one of several inputs chooses no rows.",
                        "Write the where behind the select, over the result's columns; order when you query.");
                }

                var inner = result.Input is CogroupStep { Inner: true };
                return new ResultReader(_plan, _lambdas, result.Selector, read, inner, _reading)
                    .Read([.. groups.SelectMany(g => g.Conditions)], result.Input is GroupStep one ? one.Sort : []);
            case FirstEventsStep firsts:
                var grouped = Group(firsts.Input);
                _plan.Mistakes.Place = step.Place;
                return _plan.Mistakes.Try(() => FirstEventsCall.Of(firsts), FirstEventsCall? () => null) is not { } written ? null
                    : new FirstEventsReader(_plan, _lambdas, written, grouped, _reading).Read(firsts);
            case HavingStep having:
                var chosen = Result(having.Input);
                _plan.Mistakes.Place = step.Place;
                return chosen is null ? null : Having(chosen, having.Predicate);
            case TopStep top:
                var all = Result(top.Input);
                _plan.Mistakes.Place = step.Place;
                return all is null || SortColumn(top.By) is not { } by ? null
                    : _plan.Top(all, top.Count, by, Columns(top.Of), Text(top.By));
            case OrderStep order:
                var ordered = Result(order.Input);
                _plan.Mistakes.Place = step.Place;
                var columns = order.Columns.Select(SortColumn).OfType<string>().ToList();
                return ordered is null ? null : _plan.Order(ordered, columns, Text(order.Columns.Items[0]));
            case KeepStep keep:
                var kept = Result(keep.Input);
                _plan.Mistakes.Place = step.Place;
                return kept is null ? null : _plan.Keep(kept, keep.Time, $"KeepFor({keep.Time})");
            default:
                throw new InternalException($"Definition step {step.GetType().Name} is not a query.");
        }
    }

    private ResultNode Having(ResultNode result, LambdaExpression predicate) => result is not FinishNode finish
        ? _plan.Having(result, new ConstantExpr(true, DataType.Boolean), Text(predicate))
        : _plan.Having(result, _plan.Mistakes.Try(
            () => _lambdas.Finished(predicate, new ResultRow(finish, predicate.Parameters[0].Type).Shape),
            () => new PoisonExpr(DataType.Boolean)), Text(predicate));

    private ResultNode? Emit(RowsStep step)
    {
        var (input, row) = Rows(step.Input);
        _plan.Mistakes.Place = step.Place;
        if (row is ValueShape { Value: PoisonExpr })
        {
            return null;
        }

        var node = step.Input is SelectStep select ? Text(select.Selector) : $"job '{_plan.Job}'";
        if (row is not RecordShape { Members: var members } || members.Any(m => m.Value is not ValueShape))
        {
            _plan.Refuse("UNI0035", node, "the select does not construct a result row of plain values.",
                "Write select new Row(e.A, e.B), every column one value.");
            return null;
        }

        var columns = members.Select(m => new ProjectedColumn(SnakeCase.From(m.Key), ((ValueShape)m.Value).Value)).ToList();
        return columns.Any(c => c.Value is PoisonExpr) ? null : _plan.Emit(input, columns, node);
    }

    private (LogicalNode Node, Shape Row) Rows(DefinitionStep step)
    {
        switch (step)
        {
            case SourceStep source:
                if (!_sources.TryGetValue(source.Source, out var read))
                {
                    _sources[source.Source] = read = new SourceReader(source.Source, _plan.Mistakes).Read();
                }

                return (_plan.Scan(read.Schema), read.Row);
            case WhereStep where:
                var (input, row) = Rows(where.Input);
                _plan.Mistakes.Place = step.Place;
                return (_plan.Filter(input, Value(where.Predicate, row), Text(where.Predicate)), row);
            case SelectStep select:
                var (below, shape) = Rows(select.Input);
                _plan.Mistakes.Place = step.Place;
                // A let is a name: its expression stands wherever it is used, as one object, and the optimizer computes it once.
                return (below, Any(select.Selector, shape));
            case ElementsStep elements:
                return Elements(Rows(elements.Input), elements);
            case ConcatStep concat:
                return Concat(Rows(concat.Left), Rows(concat.Right), concat);
            case RowsStep or ResultStep or FirstEventsStep or HavingStep or OrderStep or KeepStep or TopStep:
                return Finished(step);
            default:
                throw new InternalException($"Definition step {step.GetType().Name} is not planned.");
        }
    }

    // The rows of a result, whose columns a lambda knows by the properties of its record.
    private (LogicalNode Node, Shape Row) Finished(DefinitionStep step)
    {
        if (Result(step) is not { } result)
        {
            // What was refused is not refused again.
            return (new EmitNode(new ProjectNode(new ScanNode(Nothing, []), [])), new ValueShape(new PoisonExpr(DataType.Int64)));
        }

        var type = Row(step);
        return (result, new ResultRow(result, type).Finished);
    }

    private static readonly SourceSchema Nothing = new()
    {
        Name = "",
        Topic = "",
        Format = SourceFormat.Json,
        Partitions = 1,
        Epochs = new(16),
        History = null,
        HistoryUntil = null,
        EventTime = "",
        Columns = [],
    };

    private static Type Row(DefinitionStep step) => step switch
    {
        ResultStep result => result.Selector.ReturnType,
        FirstEventsStep firsts => firsts.RowType,
        HavingStep having => Row(having.Input),
        OrderStep order => Row(order.Input),
        KeepStep keep => Row(keep.Input),
        TopStep top => Row(top.Input),
        RowsStep { Input: SelectStep select } => select.Selector.ReturnType,
        _ => typeof(object),
    };

    private IEnumerable<string> Columns(LambdaExpression? of)
    {
        var body = of?.Body is UnaryExpression { NodeType: ExpressionType.Convert } boxed ? boxed.Operand : of?.Body;
        return body switch
        {
            null => [],
            NewExpression several => several.Arguments.Select(a => SortColumn(Expression.Lambda(a, of!.Parameters))).OfType<string>(),
            _ => SortColumn(of!) is { } one ? [one] : [],
        };
    }

    private (LogicalNode Node, Shape Row) Elements((LogicalNode Node, Shape Row) input, ElementsStep step)
    {
        _plan.Mistakes.Place = step.Place;
        var list = _plan.Mistakes.Try(() => _lambdas.List(step.Elements, input.Row), ListShape? () => null);
        var node = list is null ? null : _plan.Unnest(input.Node, list.Value, Text(step.Elements));
        if (node is null)
        {
            var type = (step.Result ?? step.Elements).ReturnType;
            return (input.Node, new ValueShape(new PoisonExpr(ClrTypes.TryMap(type) ?? DataType.Int64)));
        }

        var element = list!.Element.Rename(field => ListElement.Column(node.Prefix, field));
        return (node, step.Result is null ? element : _plan.Mistakes.Try(() => _lambdas.Any(step.Result, input.Row, element),
            () => new ValueShape(new PoisonExpr(ClrTypes.TryMap(step.Result.ReturnType) ?? DataType.Int64))));
    }

    // Both sides give their values under the same names, which are the members that C# knows them by.
    private (LogicalNode Node, Shape Row) Concat((LogicalNode Node, Shape Row) left, (LogicalNode Node, Shape Row) right, ConcatStep step)
    {
        _plan.Mistakes.Place = step.Place;
        var (lefts, rights) = (Values(left.Row), Values(right.Row));
        // What was refused on one side is not refused as missing on the other.
        var refused = lefts.Concat(rights).Where(v => v.Value is PoisonExpr).Select(v => v.Key).ToHashSet(StringComparer.Ordinal);
        ProjectedColumn Column(string name, Expr mine, Expr? other) => new(name, other is null ? mine : Alike(mine, other));
        var node = $"Concat of {left.Node.Walk().OfType<ScanNode>().First().Source.Name} and "
            + $"{right.Node.Walk().OfType<ScanNode>().First().Source.Name}";
        var joined = _plan.Concat(
            _plan.Project(left.Node, lefts.Where(v => !refused.Contains(v.Key))
                .Select(v => Column(v.Key, v.Value, rights.GetValueOrDefault(v.Key))), node),
            _plan.Project(right.Node, rights.Where(v => !refused.Contains(v.Key))
                .Select(v => Column(v.Key, v.Value, lefts.GetValueOrDefault(v.Key))), node), node);
        var types = joined.Schema.ToDictionary(f => f.Name, f => f.Type, StringComparer.Ordinal);
        var row = left.Row.Map((path, value) => types.TryGetValue(Name(path), out var type) ? new ColumnExpr(Name(path), type)
            : new PoisonExpr(value.Type));
        return (joined, row is RecordShape known && right.Row is RecordShape other ? known.With(other.Members.Select(m =>
            KeyValuePair.Create(m.Key, m.Value.Map((_, value) => new PoisonExpr(value.Type))))) : row);
    }

    private static OrderedDictionary<string, Expr> Values(Shape row) =>
        new(row.Leaves().Select(l => KeyValuePair.Create(Name(l.Key), l.Value)), StringComparer.Ordinal);

    // A row that is one value has no member to be named after.
    private static string Name(string path) => path.Length == 0 ? "value" : path;

    // One side's value in the type that holds both sides' values.
    private static Expr Alike(Expr mine, Expr other)
    {
        var scaled = Numbers.ToCommonScale([mine, other])[0];
        return Cast.To(scaled, scaled.Type.WithNull(mine.Type.Nullable || other.Type.Nullable));
    }

    private ReadGroup Group(GroupStep step)
    {
        var (input, row) = Rows(step.Input);
        _plan.Mistakes.Place = step.Place;
        var key = Named(Any(step.Key, row), step.Key);
        var element = step.Element is null ? row : Any(step.Element, row);
        var keys = key.Members.Select(m => KeyValuePair.Create(m.Key, ((ValueShape)m.Value).Value)).Where(k => k.Value is not PoisonExpr);
        // A key that was refused is none, and a group of no keys is not refused for that a second time.
        var builder = key.Members.All(m => ((ValueShape)m.Value).Value is PoisonExpr) && key.Members.Length > 0
            ? _plan.Group(input, [KeyValuePair.Create<string, Expr>("key", new ConstantExpr(0, DataType.Int32))], Text(step.Key))
            : _plan.Group(input, keys, Text(step.Key));
        return new ReadGroup(builder, key, element);
    }

    private RecordShape Named(Shape key, LambdaExpression lambda)
    {
        switch (key)
        {
            case RecordShape { Members: var members } when members.All(m => m.Value is ValueShape):
                return new RecordShape([.. members.Select(m => KeyValuePair.Create(SnakeCase.From(m.Key), m.Value))]);
            case ValueShape { Value: ColumnExpr { Name: var name } }:
                return new RecordShape([KeyValuePair.Create<string, Shape>(SnakeCase.From(Bare(name)), key)]);
            case ValueShape:
                return new RecordShape([KeyValuePair.Create("key", key)]);
            default:
                _plan.Refuse("UNI0031", Text(lambda), "a key cannot hold an object.", "Group by its members.");
                if (key is RecordShape { Members: var some })
                {
                    // The others are keys all the same, and nothing that uses them is refused again.
                    return new RecordShape([.. some.Select(m => KeyValuePair.Create(SnakeCase.From(m.Key),
                        m.Value is ValueShape ? m.Value : new ValueShape(new PoisonExpr(DataType.Int64))))]);
                }

                return new RecordShape([KeyValuePair.Create<string, Shape>("key", new ValueShape(new PoisonExpr(DataType.Int64)))]);
        }
    }

    // A field of elements is called by its own name.
    private static string Bare(string column) => (column.LastIndexOf("[].", StringComparison.Ordinal) is var at and >= 0
        ? column[(at + 3)..]
        : column.TrimEnd('[', ']')).Replace('.', '_');

    private string? SortColumn(LambdaExpression lambda)
    {
        var body = lambda.Body is UnaryExpression { NodeType: ExpressionType.Convert } boxed ? boxed.Operand : lambda.Body;
        if (body is MemberExpression { Expression: ParameterExpression, Member.Name: var name })
        {
            return SnakeCase.From(name);
        }

        _plan.Refuse("UNI0052", Text(lambda), "a table is sorted by columns of its result.", "Name one: OrderBy(r => r.Origin).");
        return null;
    }

    private Expr Value(LambdaExpression lambda, Shape row) =>
        _plan.Mistakes.Try(() => _lambdas.Value(lambda, row), () => new PoisonExpr(ClrTypes.TryMap(lambda.ReturnType) ?? DataType.Boolean));

    private Shape Any(LambdaExpression lambda, Shape row) =>
        _plan.Mistakes.Try(() => _lambdas.Any(lambda, row), () =>
            new ValueShape(new PoisonExpr(ClrTypes.TryMap(lambda.ReturnType) ?? DataType.Int64)));

    private static string Text(LambdaExpression lambda) => lambda.Body.ToString();
}

/// <summary>A group as a selector sees it: its key and its elements, and where its aggregates go.</summary>
internal sealed record ReadGroup(GroupBuilder Builder, RecordShape Key, Shape Element);
