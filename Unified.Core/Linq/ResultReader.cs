using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>Reads the <c>select</c> of grouped events: a result column is a key, one aggregate, or computed from both.</summary>
internal sealed class ResultReader(PlanBuilder plan, ExprTranslator lambdas, LambdaExpression selector, IReadOnlyList<ReadGroup> groups,
    bool inner, LinqReading? reading)
{
    // Stands for a column that was refused: the others are read all the same.
    private static readonly ResultColumn Refused = new("", null, null);

    // The groups are the last parameters: alone, or behind the key that they share.
    private readonly ImmutableArray<ParameterExpression> _groups = [.. selector.Parameters.Skip(selector.Parameters.Count - groups.Count)];
    private readonly List<Expression> _conditions = [];
    private readonly ParameterExpression? _key = selector.Parameters.Count > groups.Count ? selector.Parameters[0] : null;

    /// <summary>The finished result, or null when a column was refused.</summary>
    /// <param name="conditions">What groups must meet: lambdas over the group, of one input.</param>
    /// <param name="sort">What they are ordered by, of one input.</param>
    public ResultNode? Read(ImmutableArray<LambdaExpression> conditions, EquatableArray<SortLambda> sort)
    {
        var node = selector.Body.ToString();
        if (Columns(selector.Body) is not { } written)
        {
            plan.Refuse("UNI0035", node, "the select does not construct a result row.", "Write select new Row(g.Key.A, g.Count()).");
            return null;
        }

        var columns = written.Select(c => (c.Name,
            Value: plan.Mistakes.Try<Expression?>(() => ComposedAggregates.Expand(c.Value), () => null))).ToList();
        // What is a key or an aggregate is read first: an expression uses the aggregates that are columns already.
        var outputs = columns.Select(c => c.Value is null ? Refused
            : plan.Mistakes.Try(() => Direct(c.Name, c.Value), () => Refused)).ToArray();
        for (var i = 0; i < outputs.Length; i++)
        {
            var (name, value) = columns[i];
            outputs[i] ??= plan.Mistakes.Try(() => Computed(name, value!), () => Refused);
        }

        var having = Having(conditions, out _);
        var sorted = sort.Select((s, i) => (By: Condition(s.By,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sort{i}"), []),
            s.Descending)).ToList();
        reading?.Results.TryAdd(selector, new ReadResult(_key, _groups, [.. columns.Select(c => c.Value).OfType<Expression>()],
            [.. _conditions]));
        return outputs.Contains(Refused) || having.Contains(null) || sorted.Any(s => s.By is null) ? null
            : plan.Finish([.. groups.Select(g => g.Builder)], inner, [.. outputs.OfType<ResultColumn>()], node,
                All(having, node),
                [.. sorted.Select(s => (s.By!, s.Descending))]);
    }

    /// <summary>What groups must meet; null for what was refused.</summary>
    public List<Expr?> Having(EquatableArray<LambdaExpression> conditions, out IReadOnlyList<Expression> read)
    {
        read = _conditions;
        return [.. conditions.Select((c, i) => Condition(c, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"having{i}"), _conditions))];
    }

    /// <summary>All conditions as one; null of none.</summary>
    public static Expr? All(IEnumerable<Expr?> conditions, string node) => conditions.Aggregate((Expr?)null,
        (all, next) => all is null ? next : ExpressionBuilder.Call(Logic.And, [all, next!], node));

    /// <summary>A column of a value of the group; null when it was refused.</summary>
    public ResultColumn? Column(string name, Expression value)
    {
        var expanded = ComposedAggregates.Expand(value);
        return (Direct(name, expanded) ?? Computed(name, expanded)) is var column && column != Refused ? column : null;
    }

    /// <summary>True for a key or an aggregate.</summary>
    public bool IsDirect(Expression value) => KeyColumn(value) is not null || GroupCall.Of(value, _groups) is not null;

    /// <summary>The type of a key.</summary>
    public DataType TypeOf(string key) => groups[0].Key.Find(key) is ValueShape { Value.Type: var type } ? type : DataType.Duration;

    private Expr? Condition(LambdaExpression predicate, string name, List<Expression> read)
    {
        var value = predicate.Put(_groups[0]);
        return plan.Mistakes.Try(() =>
        {
            read.Add(ComposedAggregates.Expand(value));
            return Computed(name, read[^1]);
        }, () => Refused).Value;
    }

    /// <summary>The columns that a row is made of, or null.</summary>
    public static IReadOnlyList<(string Name, Expression Value)>? Columns(Expression body) => body switch
    {
        NewExpression { Arguments.Count: > 0 } construct
            when (construct.Members?.Select(m => m.Name) ?? construct.Constructor!.GetParameters().Select(p => p.Name!)) is { } names =>
            [.. names.Zip(construct.Arguments, (name, value) => (SnakeCase.From(name), value))],
        MemberInitExpression { NewExpression.Arguments.Count: 0 } initialise =>
            [.. initialise.Bindings.OfType<MemberAssignment>().Select(b => (SnakeCase.From(b.Member.Name), b.Expression))],
        _ => null,
    };

    // Null when it is neither a key nor one aggregate.
    private ResultColumn? Direct(string name, Expression value)
    {
        var bare = value is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert ? convert.Operand
            : value;
        if (KeyColumn(bare) is { } key)
        {
            return Passes(value, key.Type) ? new ResultColumn(name, key.Name, null) : null;
        }

        if (GroupCall.Of(bare, _groups) is not { } call)
        {
            return null;
        }

        // The result's type decides, before the aggregate is added: what is converted further is an expression.
        return ClrTypes.TryMap(bare.Type) is { } type && !Passes(value, type) ? null
            : Add(bare, call, name, groups[call.Group].Builder.Add) is { } added ? new ResultColumn(name, null, added) : Refused;
    }

    private ResultColumn Computed(string name, Expression value)
    {
        var hidden = 0;
        Shape? Known(Expression node)
        {
            if (KeyColumn(node) is { } key)
            {
                return new ValueShape(FinishedColumn.Key(key));
            }

            if (node.Type == typeof(WindowSpan) && KeyMember(node) is { } window)
            {
                return new RecordShape([.. Parts(window).Select(p =>
                    KeyValuePair.Create<string, Shape>(p.Key, new ValueShape(FinishedColumn.Key(p.Value))))]);
            }

            if (GroupCall.Of(node, _groups) is not { } call)
            {
                return IsKey(node) ? groups[0].Key : null;
            }

            var output = HiddenOutput.Of(name, hidden);
            var used = Add(node, call, output, groups[call.Group].Builder.Use);
            hidden += used?.Reference.Name == FinishedColumn.AggregateName(output) ? 1 : 0;
            return new ValueShape(used is null ? new PoisonExpr(ClrTypes.TryMap(node.Type) ?? DataType.Int64) : used.Reference);
        }

        return lambdas.Finished(value, Known) is { } computed and not PoisonExpr ? new ResultColumn(name, null, null, computed) : Refused;
    }

    private AddedAggregate? Add(Expression written, GroupCall call, string output, AddAggregate add)
    {
        var element = groups[call.Group].Element;
        var filter = call.Filters.Select(f => lambdas.Value(f, element))
            .Aggregate((Expr?)null, (all, next) => all is null ? next : ExpressionBuilder.Call(Logic.And, [all, next], call.Node));
        var added = add(output, call.Function, call.Argument is null ? null : lambdas.Value(call.Argument, element), call.Share,
            partial: groups.Count > 1, optional: groups.Count > 1 && !inner, call.Node, filter,
            call.By is null ? null : lambdas.Value(call.By, element), [.. call.Options.Select(o => Option(o, call.Node))]);
        if (added is not null)
        {
            reading?.Aggregates.TryAdd(written, new ReadAggregate(call, added.Group.At(added.Place)));
        }

        return added;
    }

    private ConstantExpr Option(Expression option, string node) => lambdas.Finished(option, _ => null) as ConstantExpr
        ?? throw new Errors.DefinitionException("UNI0038", node, $"'{option}' is not a constant.",
            "Write a literal, a captured variable or a static readonly field.");

    private delegate AddedAggregate? AddAggregate(string output, string function, Expr? argument, decimal? parameter, bool partial,
        bool optional, string node, Expr? filter, Expr? by, EquatableArray<ConstantExpr> options);

    /// <summary>
    /// The client makes the result record from the column's own type; only conversions that keep every value are left out of the plan.
    /// </summary>
    private static bool Passes(Expression value, DataType type) => value is not UnaryExpression convert
        || (ClrTypes.TryMap(convert.Type) is { } target && (!type.Nullable || target.Nullable) && (type.Kind, target.Kind) switch
        {
            (TypeKind.Int32, TypeKind.Int64 or TypeKind.Double) or (TypeKind.Int32 or TypeKind.Int64, TypeKind.Decimal) => true,
            var (from, to) => from == to,
        });

    // A window of one of several lengths is two columns: its start and its length.
    private Field? KeyColumn(Expression value) => value is MemberExpression { Expression: { } span } part && span.Type == typeof(WindowSpan)
        ? KeyMember(span) is { } window ? Parts(window)[part.Member.Name] : null
        : value.Type != typeof(WindowSpan) && KeyMember(value) is { } member
            ? new Field(member, ((ValueShape)groups[0].Key.Find(member)!).Value.Type) : null;

    private static Dictionary<string, Field> Parts(string window) => new(StringComparer.Ordinal)
    {
        [nameof(WindowSpan.Start)] = new(window, DataType.Timestamp),
        [nameof(WindowSpan.Length)] = new(WindowKey.LengthOf(window), DataType.Duration),
    };

    private string? KeyMember(Expression value) => value switch
    {
        _ when IsKey(value) && groups[0].Key.Members.Length == 1 => groups[0].Key.Members[0].Key,
        // A member of a key that is one value (g.Key.Date of a DateTime) is a computation, whatever the key's column is called.
        MemberExpression { Expression: { } whole } member when IsKey(whole) && ClrTypes.TryMap(whole.Type) is null =>
            SnakeCase.From(member.Member.Name) is var name && groups[0].Key.Find(name) is not null ? name : null,
        _ => null,
    };

    private bool IsKey(Expression value) => (value is ParameterExpression key && key == _key)
        || (value is MemberExpression { Member.Name: "Key", Expression: ParameterExpression group } && _groups.Contains(group));
}
