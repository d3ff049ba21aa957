using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Reading;
using Unified.Analyzers.Refusals;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Queries;

/// <summary>Reads one clause of a query, a call of a definition's method, as the plan's <c>LinqPlanner</c> does.</summary>
internal sealed class QueryReader(Report report)
{
    /// <summary>Reads a call; does nothing with calls of others.</summary>
    public void Read(IInvocationOperation call)
    {
        var lambdas = RowShapes.Lambdas(call);
        switch (Definitions.Of(call.TargetMethod.ContainingType))
        {
            case Definitions.Source or Definitions.Rows:
                Rows(call, lambdas);
                break;
            case Definitions.Groups:
                Groups(call, lambdas);
                break;
            case Definitions.Query:
                new AnswerReader(report).Read(call, lambdas);
                break;
            case null when call.TargetMethod.ContainingType.Name() == "Unified.Definition.Aggregate" && lambdas is [var composed]:
                var type = (composed.Symbol.Parameters.FirstOrDefault()?.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
                new ExpressionReader(report) { IsFinished = true }.Read(composed,
                    new GroupShape(UnknownShape.Instance, OpenShape.Of(type), MayBeEmpty: false, Partial: false));
                break;
        }
    }

    private void Rows(IInvocationOperation call, IReadOnlyList<IAnonymousFunctionOperation> lambdas)
    {
        var row = RowShapes.Of(call.Instance);
        switch (call.TargetMethod.Name)
        {
            case "GroupBy":
                new GroupReader(report).Read(lambdas, row);
                break;
            case "SelectMany" when lambdas.Count > 0:
                Elements(lambdas, row);
                break;
            case "Where" when lambdas is [var predicate]:
                Condition(predicate, new ExpressionReader(report).Read(predicate, row));
                break;
            default:
                foreach (var lambda in lambdas)
                {
                    new ExpressionReader(report).Read(lambda, row);
                }

                break;
        }
    }

    private void Condition(IAnonymousFunctionOperation predicate, Shape condition)
    {
        if (condition is MadeShape or EventShape && predicate.Result() is { } result)
        {
            report.Add("UNI0010", result.Syntax, "an object stands where one value is needed.", "Name one of its members.");
        }
    }

    private void Elements(IReadOnlyList<IAnonymousFunctionOperation> lambdas, Shape row)
    {
        // A list that is null has no elements anyway.
        var result = lambdas[0].Result()?.Unconverted();
        var list = new ExpressionReader(report).Read(lambdas[0], row);
        // Text is characters to C#.
        var isText = result is not null && Kinds.Of(result.Type) is not null && list is UnknownShape;
        if (result is not null and not ICoalesceOperation && (isText || list is ValueShape { Kind: not null } or MadeShape or EventShape))
        {
            report.Add("UNI0065", result!.Syntax, "it is not a list of the event.",
                "Name a property that is an array, a list or a dictionary.");
        }

        var element = list is ListShape { Element: var known } ? known : UnknownShape.Instance;
        foreach (var rest in lambdas.Skip(1))
        {
            new ExpressionReader(report).Read(rest, row, element);
        }
    }

    // What events are chosen and ordered by; of their rows the planner says what is wrong.
    private void FirstEvents(IReadOnlyList<IAnonymousFunctionOperation> lambdas, GroupShape group)
    {
        for (var at = lambdas[0].Result()?.Unconverted(); at is IInvocationOperation { Instance: { } input } step; at = input.Unconverted())
        {
            if (step.TargetMethod.Name is not "Select" && RowShapes.Lambdas(step) is [var one])
            {
                new ExpressionReader(report).Read(one, group.Element);
            }
        }
    }

    private void Groups(IInvocationOperation call, IReadOnlyList<IAnonymousFunctionOperation> lambdas)
    {
        if (call.TargetMethod.Name == "SelectMany")
        {
            FirstEvents(lambdas, RowShapes.Group(call.Instance));
            return;
        }

        if (lambdas is not [var lambda])
        {
            return;
        }

        var others = call.Values().Where(v => Definitions.Of(v.Unconverted().Type) == Definitions.Groups).ToList();
        var optional = call.TargetMethod.Name == "Cogroup";
        var groups = new[] { call.Instance }.Concat(others).Select(g => RowShapes.Group(g, optional)).ToList();
        var hasNoWindow = RowShapes.Members(groups[0].Key) is { } members && groups[0].Key is not OpenShape
            // A time of unknown origin may be a window that was made below.
            ? members.All(m => m.Value is ValueShape { Window: null, Kind: not (null or Kinds.Timestamp) }
                or ValueShape { Window: null, Kind: not null, IsEventTime: not null }) : (bool?)null;
        var reader = new ExpressionReader(report) { IsFinished = true, HasNoWindow = hasNoWindow };
        if (call.TargetMethod.Name is "Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending")
        {
            reader.Read(lambda, groups[0]);
            return;
        }

        var row = reader.Read(lambda, [.. call.TargetMethod.Name == "Select" ? [] : new[] { groups[0].Key }, .. groups]);
        // Where a column was refused, the result is not read on.
        var isRefused = row is MadeShape { Members: var columns } && columns.Any(c => c.Value is ValueShape { Kind: null });
        new ResultReader(report).Read(lambda, groups[0].Key, hasKey: call.TargetMethod.Name != "Select", isRefused);
    }
}
