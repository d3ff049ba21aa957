using Unified.Epochs;
using Unified.Physical;

namespace Unified.TestKit.Events;

/// <summary>Runs of jobs that read one source.</summary>
internal static class StageRuns
{
    /// <summary>A run over the first partition of the only log, or over its history.</summary>
    public static StageRun Open(this StageProgram program, EventOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Open(program.Plan.Sources.Single().Partition(origin == EventOrigin.Log ? 0 : LogPartition.History), origin,
            StageState.Empty);
    }
}
