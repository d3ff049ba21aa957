using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;

namespace Unified.Logical;

/// <summary>From what the author wrote to the logical plan: scan, filters, aggregate, finish.</summary>
internal static class LogicalPlanner
{
    /// <summary>A key's null is one bit of a 64-bit word.</summary>
    private const int MaxKeys = 64;

    public static FinishNode Plan(string job, ResultStep result)
    {
        if (job.Length is 0 or > 100 || !char.IsAsciiLetter(job[0]) || !job.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            throw new DefinitionException("UNI0030", $"job '{job}'", "the name is not a lower-case identifier of at most 100 characters.", "Override Name.");
        }

        var (input, row) = PlanRows(result.Input.Input);
        var source = Source(input);
        var key = Named(ExprTranslator.Any(result.Input.Key, row), result.Input.Key);
        if (key.Members.GroupBy(m => m.Key, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new DefinitionException("UNI0033", result.Input.Key.Body.ToString(), $"two keys are named '{twice.Key}'.", "Rename one.");
        }

        var element = result.Input.Element is null ? row : ExprTranslator.Any(result.Input.Element, row);
        var (keys, window) = SplitWindow(key, source, result.Input.Key);
        if (keys.Length + (window is null ? 0 : 1) is 0 or > MaxKeys)
        {
            throw new DefinitionException("UNI0039", result.Input.Key.Body.ToString(), $"a group has 1 to {MaxKeys} keys, the window among them.",
                "Group by a constant for one total of everything; concatenate keys when there are more.");
        }

        var columns = new ResultTranslator(key, element).Translate(result.Selector);

        foreach (var name in keys.Select(k => k.Name).Concat(window is null ? [] : [window.Name]).Where(n => columns.Outputs.All(o => o.Key != n)))
        {
            throw new DefinitionException("UNI0034", $"key '{name}'", "is not in the result, so result rows could not be told apart.", "Add it to the select.");
        }

        return new FinishNode(new AggregateNode(input, keys, window, columns.Aggregates), columns.Outputs);
    }

    private static (LogicalNode Node, Shape Row) PlanRows(DefinitionStep step)
    {
        switch (step)
        {
            case SourceStep source:
                var schema = SourceSchema.From(source.Source);
                return (new ScanNode(schema, schema.Columns), schema.Shape());
            case WhereStep where:
                var (input, row) = PlanRows(where.Input);
                return (new FilterNode(input, ExprTranslator.Value(where.Predicate, row)), row);
            case SelectStep select:
                var (below, shape) = PlanRows(select.Input);
                return (below, ExprTranslator.Any(select.Selector, shape));
            default:
                throw new InternalException($"Definition step {step.GetType().Name} is not planned.");
        }
    }

    private static SourceSchema Source(LogicalNode node) => node is ScanNode scan ? scan.Source : Source(node.Input!);

    /// <summary>The key as named columns: an object's members, or one value named as its column.</summary>
    private static RecordShape Named(Shape key, LambdaExpression lambda) => key switch
    {
        RecordShape { Members: var members } when members.All(m => m.Value is ValueShape) => new RecordShape(
            [.. members.Select(m => KeyValuePair.Create(SnakeCase.From(m.Key), m.Value))]),
        ValueShape { Value: ColumnExpr column } => new RecordShape([KeyValuePair.Create<string, Shape>(SnakeCase.From(column.Name), key)]),
        ValueShape => new RecordShape([KeyValuePair.Create("key", key)]),
        _ => throw new DefinitionException("UNI0031", lambda.Body.ToString(), "a key cannot hold an object.", "Group by its members."),
    };

    private static (ImmutableArray<KeyColumn> Keys, WindowKey? Window) SplitWindow(RecordShape key, SourceSchema source, LambdaExpression lambda)
    {
        var keys = ImmutableArray.CreateBuilder<KeyColumn>();
        WindowKey? window = null;
        foreach (var (name, shape) in key.Members)
        {
            var value = ((ValueShape)shape).Value;
            if (value is CallExpr { Function: var function, Arguments: [var time, ConstantExpr { Value: long size }] } && function == Times.Tumbling)
            {
                if (window is not null || time is not ColumnExpr column || column.Name != source.EventTime)
                {
                    throw new DefinitionException("UNI0032", lambda.Body.ToString(),
                        window is not null ? "a query has one window." : $"a window is over the source's event time, '{source.EventTime}'.",
                        "Window over the event time once; group by other times as plain columns (f.Other.Date).");
                }

                window = new WindowKey(name, size);
            }
            else
            {
                keys.Add(new KeyColumn(name, value));
            }
        }

        return (keys.ToImmutable(), window);
    }
}
