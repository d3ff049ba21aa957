using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Unified.Batch.Engines;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Batch.Slices;

/// <summary>An engine, and another one for what it refuses: said once a job, and once a slice.</summary>
internal sealed partial class PreferredEngine(ISliceEngine engine, ISliceEngine otherwise, ILogger log) : ISliceEngine
{
    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);

    public string Name => engine.Name;

    public void Require(JobPlan plan) => otherwise.Require(plan);

    public async Task<IComputedSlice> ComputeAsync(
        JobPlan plan, Slice slice, IReadOnlyList<Exclusion> excluded, CancellationToken cancellation)
    {
        if (!_refused.GetOrAdd(plan.Job, _ => Refuses(plan)))
        {
            try
            {
                return await engine.ComputeAsync(plan, slice, excluded, cancellation).ConfigureAwait(false);
            }
            catch (EngineRefusal refused)
            {
                SliceRefused(log, engine.Name, slice.Name, plan.Job, otherwise.Name, refused.Message);
            }
        }

        return await otherwise.ComputeAsync(plan, slice, excluded, cancellation).ConfigureAwait(false);
    }

    private bool Refuses(JobPlan plan)
    {
        try
        {
            engine.Require(plan);
            return false;
        }
        catch (DefinitionException refused)
        {
            JobRefused(log, engine.Name, plan.Job, otherwise.Name, refused.Message);
            return true;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Engine {engine} does not compute job '{job}', the {other} one does: {why}")]
    private static partial void JobRefused(ILogger log, string engine, string job, string other, string why);

    [LoggerMessage(2, LogLevel.Information, "Engine {engine} does not compute slice {slice} of job '{job}', the {other} one does: {why}")]
    private static partial void SliceRefused(ILogger log, string engine, string slice, string job, string other, string why);
}
