using Unified.Batch.Scheduling.Leases;
using Unified.Plans;

namespace Unified.Batch.Scheduling;

/// <summary>
/// Leases of steps: two processes do not plan or promote one job at the same time, nor compute one slice twice, as far as that can be
/// helped. Where it cannot (a process that was stopped for an hour and goes on), the stores refuse what comes second.
/// </summary>
internal sealed class StepGate(ScheduleStorage storage)
{
    /// <summary>Steps wait at most so long for each other; all of them are short but the promotion, and no step is lost: it comes again.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The right to plan a job, or null when somebody who lives has it: who died may leave it behind, and then this call may be the one
    /// that makes up for what was not planned.
    /// </summary>
    public Task<Lease?> TryEnterAsync(JobPlan plan, CancellationToken cancellation) =>
        storage.Leases.TakeAsync(Job(plan), storage.Leases.Outlived, cancellation);

    /// <summary>The same, waited for.</summary>
    public async Task<Lease> EnterAsync(JobPlan plan, CancellationToken cancellation) =>
        await storage.Leases.TakeAsync(Job(plan), Patience, cancellation).ConfigureAwait(false)
        ?? throw new StepBusyException($"Job '{plan.Job}' is being planned or promoted for more than {Patience}.");

    /// <summary>The right to compute a slice.</summary>
    public Lease OfSlice(JobPlan plan, string generation, string slice) =>
        storage.Leases.TryTake($"slice:{plan.Job}:{plan.Version}:{generation}:{slice}")
        ?? throw new StepBusyException($"Slice {slice} of job '{plan.Job}' is being computed by another worker.");

    /// <summary>Work that ends when the lease is lost.</summary>
    public static async Task<T> UnderAsync<T>(Lease lease, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw Lost(lease);
        }
    }

    public static StepBusyException Lost(Lease lease) =>
        new($"The lease of {lease.Resource} was lost to another process: this one was silent for too long.");

    private static string Job(JobPlan plan) => $"job:{plan.Job}:{plan.Version}";
}
