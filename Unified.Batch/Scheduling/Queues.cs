using Unified.Plans;

namespace Unified.Batch.Scheduling;

/// <summary>
/// Hangfire's queues, those of each version of a job, each with workers of its own. A process serves those of the versions that are
/// compiled into it: of several programs over one database none is given a step that it would compute by another definition.
/// </summary>
internal static class Queues
{
    /// <summary>Steps that plan and promote.</summary>
    public static string Control(JobPlan plan) => "control-" + plan.Version;

    /// <summary>Slices.</summary>
    public static string Slices(JobPlan plan) => "slices-" + plan.Version;
}
