namespace Unified.Batch.Scheduling.Leases;

/// <summary>
/// What the schedule keeps beside Hangfire's queue: who is at work on what, and which background job stands for which step. Thread-safe.
/// </summary>
internal interface IScheduleTables
{
    /// <summary>Makes a resource the caller's.</summary>
    /// <param name="resource">What only one may work on at a time.</param>
    /// <param name="lasts">How long it is the caller's without being renewed.</param>
    /// <returns>A number that is given to nobody else, before or after; null while the resource is somebody else's.</returns>
    long? Take(string resource, TimeSpan lasts);

    /// <summary>Prolongs leases. Whichever is not in the answer has been taken by somebody else.</summary>
    Task<IReadOnlySet<long>> RenewAsync(IReadOnlyCollection<long> epochs, TimeSpan lasts, CancellationToken cancellation);

    /// <summary>Gives a resource back, unless somebody else has it by now.</summary>
    void GiveBack(long epoch);

    /// <summary>The background jobs of a run, by step.</summary>
    IReadOnlyDictionary<string, string> Steps(string run);

    /// <summary>Says which background job stands for a step.</summary>
    /// <param name="epoch">The lease under which the run is planned.</param>
    /// <param name="run">The run.</param>
    /// <param name="step">Its step.</param>
    /// <param name="backgroundJob">Hangfire's id; "" for none any more.</param>
    /// <returns>False when the lease is somebody else's by now: nothing was written then.</returns>
    bool TryWrite(long epoch, string run, string step, string backgroundJob);
}
