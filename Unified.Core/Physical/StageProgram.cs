using System.Collections.Immutable;
using Unified.Aggregates;
using Unified.Epochs;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;

namespace Unified.Physical;

/// <summary>
/// The step function of a job, compiled once: step(events of an epoch) -> rows of mergeable states. Both layers run this and nothing else.
/// Immutable; thread-safe.
/// </summary>
public sealed class StageProgram
{
    private StageProgram(JobPlan plan)
    {
        Plan = plan;
        var columns = plan.Scan.Columns;
        EventTime = columns.IndexOf(columns.First(c => c.Name == plan.Source.EventTime));
        Predicate = plan.Predicate is null ? null : ValueKernel.Compile(plan.Predicate, columns);
        var identity = plan.Aggregate.Keys.Select(k => k.Value);
        if (plan.Aggregate.Window is { } window)
        {
            var time = new ColumnExpr(plan.Source.EventTime, DataType.Timestamp);
            identity = identity.Append(new CallExpr(Times.Tumbling, [time, new ConstantExpr(window.SizeMicros, DataType.Int64)], DataType.Timestamp));
        }

        // A plain text column is read as dictionary entries, never as strings, so it has no kernel.
        Identity = [.. identity.Zip(plan.Rows.Identity, (expr, field) => new IdentityColumn(field, expr,
            expr is ColumnExpr { Type.Kind: TypeKind.String } text ? columns.IndexOf(columns.First(c => c.Name == text.Name)) : -1,
            expr is ColumnExpr { Type.Kind: TypeKind.String } ? null : ValueKernel.Compile(expr, columns)))];

        // Aggregates over the same expression share one evaluation.
        var arguments = plan.Aggregate.Aggregates.Select(a => a.Argument?.ToString()).OfType<string>().Distinct().ToList();
        Arguments = [.. arguments.Select(text => ValueKernel.Compile(plan.Aggregate.Aggregates.First(a => a.Argument?.ToString() == text).Argument!, columns))];
        Aggregates = [.. plan.Aggregate.Aggregates.Select(call => new AggregateSlot(call, call.Argument is null ? -1 : arguments.IndexOf(call.Argument.ToString())))];
    }

    /// <summary>The plan that it computes.</summary>
    public JobPlan Plan { get; }

    /// <summary>The index of the event time among the scan's columns.</summary>
    internal int EventTime { get; }

    internal ValueKernel? Predicate { get; }

    internal ImmutableArray<IdentityColumn> Identity { get; }

    internal ImmutableArray<ValueKernel> Arguments { get; }

    internal ImmutableArray<AggregateSlot> Aggregates { get; }

    /// <summary>Compiles a plan: some milliseconds.</summary>
    public static StageProgram Compile(JobPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new StageProgram(plan);
    }

    /// <summary>An empty fold for one epoch (stream) or for many at once (batch).</summary>
    public EpochFold NewFold(EventOrigin origin) => new(this, origin);
}

/// <summary>A column of the groups' identity: a key or the window's start.</summary>
/// <param name="Field">Name and type.</param>
/// <param name="Value">Its expression.</param>
/// <param name="TextColumn">The index of the scan's text column that it is, or -1.</param>
/// <param name="Kernel">Its kernel, or null for a text column.</param>
internal sealed record IdentityColumn(Field Field, Expr Value, int TextColumn, ValueKernel? Kernel);

/// <summary>An aggregate and the index of its argument's kernel, or -1 for whole events.</summary>
internal sealed record AggregateSlot(AggregateCall Call, int Argument);
