using Unified.Errors;
using Unified.Logical;
using Unified.Types;

namespace Unified.Plans;

/// <summary>Cuts a logical plan into stages. Everything that can be said today is order-free, and so one stage.</summary>
internal static class StagePlanner
{
    public static StageGraph Plan(string job, ResultNode plan)
    {
        var scans = plan.Walk().OfType<ScanNode>().GroupBy(s => s.Source.Name, StringComparer.Ordinal).ToList();
        var inputs = scans.Select(s => Input(job, [.. s])).ToList();
        return new StageGraph([new Stage(job, StageClass.OrderFree, [.. inputs], plan, new RowOutput(Layout(plan.Stored)))]);
    }

    private static StageInput Input(string job, IReadOnlyList<ScanNode> scans)
    {
        var source = scans[0].Source;
        if (scans.Any(s => s.Source != source))
        {
            throw new InternalException($"Job '{job}': two sources are named '{source.Name}', and the plan builder has let them pass.");
        }

        var used = scans.SelectMany(s => s.Columns).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return new StageInput(source, [.. source.Columns.Where(c => used.Contains(c.Name))]);
    }

    private static RowLayout Layout(ResultNode plan)
    {
        var group = (plan as FinishNode)?.Groups[0];
        return new RowLayout
        {
            Kind = group is null ? RowKind.Emission : RowKind.Group,
            Keys = group is null ? [] : [.. group.Keys.Select(k => new Field(k.Name, k.Value.Type))],
            Window = group?.Window is { } window ? new Field(window.Name, DataType.Timestamp) : null,
            WindowShape = group?.Window?.Shape,
            Panes = group?.Window?.Panes,
            States = plan is FinishNode finish ? [.. finish.Aggregates.SelectMany(a => a.States)] : [],
            Values = plan is EmitNode ? [.. plan.Schema] : [],
            // The result's names; keys keep theirs in the rows.
            Order = [.. plan.Order.Select(name => plan.Columns.First(c => c.Field.Name == name) is { Key: { } key } ? key : name)],
        };
    }
}
