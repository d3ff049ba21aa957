using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Reading;
using Unified.Analyzers.Refusals;
using Unified.Analyzers.Shapes;
using Unified.Definition;

namespace Unified.Analyzers.Queries;

/// <summary>Reads the keys of a group, as the plan's <c>PlanBuilder.Group</c> checks them.</summary>
internal sealed class GroupReader(Report report)
{
    private const int MaxKeys = 64;

    /// <summary>Reads <c>GroupBy(key)</c> or <c>GroupBy(key, element)</c>.</summary>
    public void Read(IReadOnlyList<IAnonymousFunctionOperation> lambdas, Shape row)
    {
        foreach (var element in lambdas.Skip(1))
        {
            new ExpressionReader(report).Read(element, row);
        }

        if (lambdas is [var lambda, ..] && lambda.Result() is { } result)
        {
            Keys(result, new ExpressionReader(report).Read(lambda, row));
        }
    }

    private void Keys(Microsoft.CodeAnalysis.IOperation node, Shape key)
    {
        if (key is EventShape || (key is MadeShape { Members: var nested } && nested.Any(m => m.Value is MadeShape or EventShape)))
        {
            report.Add("UNI0031", node.Syntax, "a key cannot hold an object.", "Group by its members.");
            return;
        }

        if (key is not MadeShape && key is not ValueShape)
        {
            return;
        }

        var members = RowShapes.Members(key)!;
        foreach (var twice in members.GroupBy(m => SnakeCase.From(m.Key), StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            report.Add("UNI0033", node.Syntax, $"two keys are named '{twice.Key}'.", "Rename one.");
        }

        if (members.Count is 0 or > MaxKeys)
        {
            report.Add("UNI0039", node.Syntax, $"a group has 1 to {MaxKeys} keys, the window among them.",
                "Group by a constant for one total of everything; concatenate keys when there are more.");
        }

        Windows(node, [.. members.Select(m => (m.Value as ValueShape)?.Window).OfType<WindowShape>()]);
    }

    private void Windows(Microsoft.CodeAnalysis.IOperation node, IReadOnlyList<WindowShape> windows)
    {
        if (windows.Count > 1)
        {
            report.Add("UNI0032", node.Syntax, "a query has one window.", "Group by other times as plain columns (f.Other.Date).");
        }
        else if (windows is [{ OverEventTime: false }])
        {
            report.Add("UNI0032", node.Syntax, "a window is over the source's event time.",
                "Window over the event time once; group by other times as plain columns (f.Other.Date).");
        }
    }
}
