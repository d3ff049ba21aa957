using Unified.Epochs;
using Unified.Logical;

namespace Unified.Physical;

/// <summary>
/// The step function of a job, compiled once: step(events of an epoch) -> rows of mergeable states. Both layers run this and nothing else.
/// Immutable; thread-safe.
/// </summary>
public sealed class StageProgram
{
    private StageProgram(JobPlan plan) => Plan = plan;

    /// <summary>The plan that it computes.</summary>
    public JobPlan Plan { get; }

    /// <summary>Compiles a plan: some milliseconds.</summary>
    public static StageProgram Compile(JobPlan plan) => new(plan);

    /// <summary>An empty fold for one epoch (stream) or for many at once (batch).</summary>
    public EpochFold NewFold(EventOrigin origin) => new(this, origin);
}
