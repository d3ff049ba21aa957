using System.Collections.Immutable;
using Unified.Aggregates;
using Unified.Expressions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Plans;

/// <summary>What a job keeps more of than its author may expect. Nothing is refused for it: how much comes is not known to a
/// plan.</summary>
/// <param name="Subject">The rows, or the column.</param>
/// <param name="Reason">What grows, and with what.</param>
/// <param name="WayOut">What bounds it.</param>
public sealed record CostWarning(string Subject, string Reason, string WayOut)
{
    /// <summary>One line.</summary>
    public override string ToString() => $"{Subject}: {Reason} {WayOut}";

    /// <summary>The warnings of a plan, those of its rows first.</summary>
    public static ImmutableArray<CostWarning> Of(JobPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return [.. Rows(plan), .. Panes(plan), .. plan.Aggregates.Select(Of).OfType<CostWarning>()];
    }

    private static IEnumerable<CostWarning> Rows(JobPlan plan)
    {
        if (plan.KeepDays is not null)
        {
            yield break;
        }

        if (plan.Rows.Kind == RowKind.Emission)
        {
            yield return new CostWarning("rows", "one row an event is kept for ever.", "KeepFor(TimeSpan.FromDays(90)) drops old ones.");
        }
        else if (plan.Rows.Window is null && plan.Rows.Keys.Any(k => !IsFew(plan, k)))
        {
            yield return new CostWarning("rows", "without a window a group is kept for ever, and every new value of "
                + $"({string.Join(", ", plan.Rows.Keys.Where(k => !IsFew(plan, k)).Select(k => k.Name))}) is another one.",
                "Group by a window too, and KeepFor says how long its rows stay; or group by a key of few values.");
        }
        else if (plan.Rows.Window is { } window)
        {
            yield return new CostWarning("rows", $"every window '{window.Name}' is kept for ever.",
                "KeepFor(TimeSpan.FromDays(400)) drops old ones.");
        }
    }

    private static IEnumerable<CostWarning> Panes(JobPlan plan) => plan.Rows is { Panes: { } panes, Window: { } window }
        ? [new CostWarning("rows", $"'{window.Name}' is stored in {panes.Cost}.", panes.Cheaper)] : [];

    // A key that has few values whatever comes.
    private static bool IsFew(JobPlan plan, Field key) =>
        key.Type.Kind is TypeKind.Boolean or TypeKind.Enum or TypeKind.UInt8 or TypeKind.Int8
        || (plan.Stored is FinishNode finish && finish.Groups.All(g => g.Keys.First(k => k.Name == key.Name).Value is ConstantExpr));

    // What the states of an aggregate hold that is no number of fixed size.
    private static CostWarning? Of(AggregateCall call) => call.States.Select(s => Of(call, s)).FirstOrDefault(w => w is not null);

    private static CostWarning? Of(AggregateCall call, StateColumn state) => state switch
    {
        SetState set => new($"column '{call.Column}'", $"{call.Function.Name} keeps the values themselves, up to {set.Limit} a group, in "
            + "every epoch's row of it; one more is an error.", "Count something of fewer values, or group by a finer key."),
        RankedState when IsText(call.Argument) || IsText(call.By) => Text(call),
        ExtremeState when IsText(call.Argument) => Text(call),
        _ => null,
    };

    private static bool IsText(Expr? value) => value?.Type.Kind is TypeKind.String or TypeKind.List;

    private static CostWarning Text(AggregateCall call) => new($"column '{call.Column}'",
        $"{call.Function.Name} keeps a text of an event whole, however long it is, in every epoch's row of a group.",
        "Take the part that is needed.");
}
