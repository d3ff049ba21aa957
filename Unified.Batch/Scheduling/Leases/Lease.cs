namespace Unified.Batch.Scheduling.Leases;

/// <summary>
/// The right to work on something alone, as far as anybody can have it: a process that was stopped, or cut off, may go on although it has
/// lost it. So a lease only saves double work; what must never happen twice is decided where it is written.
/// </summary>
/// <param name="resource">What it is for.</param>
/// <param name="epoch">The number under which its holder writes: a writer with an earlier one is refused.</param>
/// <param name="ended">Told at the end.</param>
internal sealed class Lease(string resource, long epoch, Action<Lease> ended) : IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private int _ended;

    public string Resource { get; } = resource;

    public long Epoch { get; } = epoch;

    /// <summary>
    /// Cancelled once somebody else is known to have it. Not while nobody can be asked: then nobody else can get it either.
    /// </summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Notes that somebody else has it.</summary>
    public void Lose()
    {
        if (Volatile.Read(ref _ended) == 0)
        {
            _lost.Cancel();
        }
    }

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            ended(this);
        }
    }
}
