using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Reading;
using Unified.Analyzers.Refusals;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Queries;

/// <summary>Reads what is asked of a finished result: where, order, ranking, retention.</summary>
internal sealed class AnswerReader(Report report)
{
    private const int MaxRanked = 1_000_000;

    /// <summary>Reads a call of a query's method.</summary>
    public void Read(IInvocationOperation call, IReadOnlyList<IAnonymousFunctionOperation> lambdas)
    {
        var row = RowShapes.Of(call.Instance);
        switch (call.TargetMethod.Name)
        {
            case "Where" when lambdas is [var predicate]:
                Having(call, predicate, row);
                break;
            case "OrderBy" or "ThenBy" when lambdas is [var column]:
                Column(column);
                break;
            case "Top":
                Top(call, lambdas);
                break;
            case "KeepFor" when call.Argument("time") is { } time && Constants.Ticks(time) is { } ticks:
                Keep(call, ticks);
                break;
            case "GroupBy":
                new GroupReader(report).Read(lambdas, row);
                break;
        }
    }

    private void Having(IInvocationOperation call, IAnonymousFunctionOperation predicate, Shape row)
    {
        var input = Input(call);
        if (IsRanked(input) || IsRows(input))
        {
            report.Add("UNI0056", predicate.Result()?.Syntax ?? call.Syntax, IsRanked(input) ? "a ranking has chosen its rows already."
                : "a result of one row an event has no groups to choose from.",
                IsRanked(input) ? "Write the where before Top, or filter when you query." : "Write the where before the select.");
            return;
        }

        new ExpressionReader(report) { IsFinished = true }.Read(predicate, row);
    }

    private void Top(IInvocationOperation call, IReadOnlyList<IAnonymousFunctionOperation> lambdas)
    {
        if (lambdas.Count > 0)
        {
            Column(lambdas[0]);
        }

        if (lambdas.Count > 1 && lambdas[1].Result()?.Unconverted() is { } of)
        {
            foreach (var column in of is IAnonymousObjectCreationOperation several
                ? several.Initializers.OfType<ISimpleAssignmentOperation>().Select(a => a.Value) : [of])
            {
                Column(column);
            }
        }

        if (IsRows(Input(call)))
        {
            report.Add("UNI0066", call.Syntax, "rows of events are not ranked: they never end.", "Group them, by a window perhaps.");
        }

        if (call.Argument("count")?.ConstantValue is { HasValue: true, Value: int count } && count is < 1 or > MaxRanked)
        {
            report.Add("UNI0066", call.Syntax, FormattableString.Invariant($"{count} rows cannot be ranked."),
                FormattableString.Invariant($"Ask for 1 to {MaxRanked:N0}."));
        }
    }

    private void Keep(IInvocationOperation call, long ticks)
    {
        if (ticks < TimeSpan.TicksPerDay || ticks % TimeSpan.TicksPerDay != 0 || ticks / TimeSpan.TicksPerDay > 36_500)
        {
            report.Add("UNI0053", call.Argument("time")!.Syntax, $"rows cannot be kept for {TimeSpan.FromTicks(ticks)}.",
                "Give whole days, 1 to 36,500: TimeSpan.FromDays(90).");
        }
    }

    private void Column(IAnonymousFunctionOperation lambda)
    {
        if (lambda.Result() is { } result)
        {
            Column(result);
        }
    }

    private void Column(Microsoft.CodeAnalysis.IOperation value)
    {
        var bare = value.Unconverted();
        if (bare is not (IPropertyReferenceOperation { Instance: IParameterReferenceOperation } or IFieldReferenceOperation
            or IInvalidOperation))
        {
            report.Add("UNI0052", bare.Syntax, "a table is sorted by columns of its result.", "Name one: OrderBy(r => r.Origin).");
        }
    }

    // Below what chooses, sorts and keeps.
    private static Microsoft.CodeAnalysis.IOperation? Input(IInvocationOperation call)
    {
        var at = call.Instance?.Bare();
        while (at is IInvocationOperation { TargetMethod.Name: "OrderBy" or "ThenBy" or "KeepFor", Instance: { } below })
        {
            at = below.Bare();
        }

        return at;
    }

    private static bool IsRanked(Microsoft.CodeAnalysis.IOperation? input) => input is IInvocationOperation
    {
        TargetMethod: { Name: "Top", ContainingType: var type }
    } && Definitions.Of(type) == Definitions.Query;

    private static bool IsRows(Microsoft.CodeAnalysis.IOperation? input) => input is IInvocationOperation
    {
        TargetMethod: { Name: "ToQuery", ContainingType: var type }
    } && Definitions.Of(type) == Definitions.Rows;
}
