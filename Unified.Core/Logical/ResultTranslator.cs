using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions;

namespace Unified.Logical;

/// <summary>Translates the select of a grouped query: each column of the result is a key or one aggregate.</summary>
internal sealed class ResultTranslator(RecordShape key, Shape element)
{
    private readonly ImmutableArray<AggregateCall>.Builder _aggregates = ImmutableArray.CreateBuilder<AggregateCall>();

    public (ImmutableArray<OutputColumn> Outputs, ImmutableArray<AggregateCall> Aggregates) Translate(LambdaExpression selector)
    {
        var group = selector.Parameters[0];
        var columns = Columns(selector.Body);
        if (columns.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new DefinitionException("UNI0033", selector.Body.ToString(), $"two columns are named '{twice.Key}'.", "Rename one.");
        }

        var outputs = columns.Select(c => Output(c.Name, c.Value, group)).ToImmutableArray();
        return (outputs, _aggregates.ToImmutable());
    }

    private static IReadOnlyList<(string Name, Expression Value)> Columns(Expression body) => body switch
    {
        NewExpression { Arguments.Count: > 0 } construct when (construct.Members?.Select(m => m.Name) ?? construct.Constructor!.GetParameters().Select(p => p.Name!)) is { } names =>
            [.. names.Zip(construct.Arguments, (name, value) => (SnakeCase.From(name), value))],
        MemberInitExpression { NewExpression.Arguments.Count: 0 } initialise =>
            [.. initialise.Bindings.OfType<MemberAssignment>().Select(b => (SnakeCase.From(b.Member.Name), b.Expression))],
        _ => throw new DefinitionException("UNI0035", body.ToString(), "the select does not construct a result row.", "Write select new Row(g.Key.A, g.Count())."),
    };

    private OutputColumn Output(string name, Expression value, ParameterExpression group)
    {
        var bare = value is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert ? convert.Operand : value;
        if (KeyMember(bare, group) is { } member)
        {
            var type = ((ValueShape)key.Find(member)!).Value.Type;
            RequireWidening(value, type);
            return new OutputColumn(new Field(name, type), member, null);
        }

        if (bare is MethodCallExpression { Object: ParameterExpression target } call && target == group && AggregateCatalogue.Find(call.Method.Name) is { } function)
        {
            _aggregates.Add(Aggregate(name, function, call));
            RequireWidening(value, _aggregates[^1].ResultType);
            return new OutputColumn(new Field(name, _aggregates[^1].ResultType), null, _aggregates.Count - 1);
        }

        throw new DefinitionException("UNI0036", value.ToString(), "a result column is a key or one aggregate.",
            "Compute inside the aggregate (g.Sum(f => f.A * f.B)), before the group (let), or in SQL over the view.");
    }

    /// <summary>The select may convert to a wider type, which the column need not; a conversion that changes values would be lost.</summary>
    private static void RequireWidening(Expression value, DataType type)
    {
        if (value is not UnaryExpression convert)
        {
            return;
        }

        var widens = ClrTypes.TryMap(convert.Type) is { } target && (!type.Nullable || target.Nullable) && (type.Kind, target.Kind) switch
        {
            (TypeKind.Int32, TypeKind.Int64 or TypeKind.Double) or (TypeKind.Int32 or TypeKind.Int64, TypeKind.Decimal) => true,
            var (from, to) => from == to,
        };
        if (!widens)
        {
            throw new DefinitionException("UNI0015", value.ToString(), $"the conversion from {type} to {convert.Type.Name} can lose values.", "Only widening conversions are allowed.");
        }
    }

    private string? KeyMember(Expression value, ParameterExpression group) => value switch
    {
        MemberExpression { Member.Name: "Key", Expression: ParameterExpression whole } when whole == group && key.Members.Length == 1 => key.Members[0].Key,
        // A member of a key that is one value (g.Key.Date of a DateTime) is a computation, whatever the key's column is called.
        MemberExpression { Expression: MemberExpression { Member.Name: "Key", Expression: ParameterExpression target } whole } member
            when target == group && ClrTypes.TryMap(whole.Type) is null =>
            SnakeCase.From(member.Member.Name) is var name && key.Find(name) is not null ? name : null,
        _ => null,
    };

    private AggregateCall Aggregate(string output, AggregateFunction function, MethodCallExpression call)
    {
        var argument = call.Arguments is [LambdaExpression lambda, ..] ? ExprTranslator.Value(lambda, element) : null;
        decimal? parameter = call.Arguments.Count > 1 ? Share(call) : null;
        var type = function.ResultType(argument?.Type) ?? throw new DefinitionException("UNI0037", call.ToString(),
            $"{function.Name} does not take {argument?.Type}.", "Aggregate int, long or decimal values; a quantile takes decimals of at most 15 digits, an average of at most 24.");
        return new AggregateCall(output, function, argument, parameter, type);
    }

    private static decimal Share(MethodCallExpression call)
    {
        var value = call.Arguments[1] is ConstantExpression { Value: double constant } ? constant
            : throw new DefinitionException("UNI0038", call.ToString(), "the share is not a constant.", "Write it as a literal: 0.95.");
        return value is >= 0 and <= 1 && (decimal)value is var exact && decimal.Round(exact, 6) == exact ? exact
            : throw new DefinitionException("UNI0038", call.ToString(), "the share is not 0 to 1 with at most six decimal places.", "Write 0.95, for example.");
    }
}
