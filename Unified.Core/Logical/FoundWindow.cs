using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Time;

namespace Unified.Logical;

/// <summary>The windows that a value of rows is the start of.</summary>
/// <param name="Shape">What they are: <see cref="WindowKey.Shape"/>.</param>
/// <param name="OverEventTime">True when they are windows of the event time.</param>
/// <param name="Panes">What windows the answer has, where rows are panes of them.</param>
internal sealed record FoundWindow(string Shape, bool OverEventTime, PaneWindows? Panes)
{
    /// <summary>
    /// The windows of a value, or null when it is the start of none. One that was computed below, under a name of its own, is the same: of
    /// a concatenation it is when every side has it.
    /// </summary>
    public static FoundWindow? Of(LogicalNode input, Expr value)
    {
        switch (value, input)
        {
            // What is finished has columns of its own: a window over one is a column like others.
            case (_, ResultNode):
                return null;
            case (CallExpr { Function.IsWindow: true, Arguments: [var time, ..] } window, _):
                return new FoundWindow(WindowKey.ShapeOf(window), Instant(time) is ColumnExpr column && column.Name == input.EventTime,
                    window.Function.Panes?.Invoke(window.Arguments.Items));
            case (ColumnExpr name, ProjectNode project):
                return project.Columns.FirstOrDefault(c => c.Name == name.Name) is { } computed ? Of(project.Input, computed.Value) : null;
            case (ColumnExpr name, UnnestNode unnest) when unnest.Passed.Any(c => c.Name == name.Name):
                return Of(unnest.Input, value);
            case (ColumnExpr, FilterNode filter):
                return Of(filter.Input, value);
            case (ColumnExpr, ConcatNode concat):
                var sides = concat.Inputs.Select(i => Of(i, value)).Distinct().ToList();
                return sides is [{ } same] ? same : null;
            default:
                return null;
        }
    }

    // The event time may be said as e.Seen.UtcDateTime, which is the column.
    private static Expr Instant(Expr time) => time is CallExpr { Function: var utc, Arguments: [var instant] } && utc == Identities.Utc
        ? instant : time;
}
