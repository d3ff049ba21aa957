using System.Collections.Concurrent;

namespace Unified.Batch.Scheduling.Leases;

/// <summary>Takes leases for this process, and renews all that it has until they are given back. Thread-safe.</summary>
/// <param name="tables">Where they are kept.</param>
/// <param name="lasts">How long one outlives a holder that died.</param>
/// <param name="time">When to renew. Who has a lease is decided by the clock of the tables alone.</param>
internal sealed class LeaseKeeper(IScheduleTables tables, TimeSpan lasts, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<long, Lease> _held = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _renewing;

    /// <summary>Whoever has a lease after so long lives.</summary>
    public TimeSpan Outlived => lasts * 1.5;

    /// <summary>The lease, or null while somebody else has it.</summary>
    public Lease? TryTake(string resource)
    {
        if (tables.Take(resource, lasts) is not { } epoch)
        {
            return null;
        }

        var lease = _held[epoch] = new Lease(resource, epoch, GiveBack);
        lock (_gate)
        {
            _renewing ??= Task.Run(RenewAsync);
        }

        return lease;
    }

    /// <summary>The lease, waited for; null when somebody else has it all the while.</summary>
    public async Task<Lease?> TakeAsync(string resource, TimeSpan patience, CancellationToken cancellation)
    {
        var (began, pause) = (time.GetTimestamp(), FirstPause);
        Lease? lease;
        while ((lease = TryTake(resource)) is null && time.GetElapsedTime(began) < patience)
        {
            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            pause = Longer(pause);
        }

        return lease;
    }

    /// <summary>The same for who cannot await: Hangfire's storages are synchronous.</summary>
    public Lease? Take(string resource, TimeSpan patience)
    {
        var (began, pause) = (time.GetTimestamp(), FirstPause);
        Lease? lease;
        while ((lease = TryTake(resource)) is null && time.GetElapsedTime(began) < patience)
        {
            _stop.Token.WaitHandle.WaitOne(pause);
            _stop.Token.ThrowIfCancellationRequested();
            pause = Longer(pause);
        }

        return lease;
    }

    /// <summary>Renews nothing any more.</summary>
    public void Dispose() => _stop.Cancel();

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private void GiveBack(Lease lease)
    {
        _held.TryRemove(lease.Epoch, out _);
        try
        {
            tables.GiveBack(lease.Epoch);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Nobody renews it, so it ends by itself.
        }
    }

    private async Task RenewAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(lasts / 3, time, _stop.Token).ConfigureAwait(false);
                long[] asked = [.. _held.Keys];
                if (asked.Length > 0)
                {
                    var kept = await tables.RenewAsync(asked, lasts, _stop.Token).ConfigureAwait(false);
                    foreach (var epoch in asked.Where(e => !kept.Contains(e)))
                    {
                        if (_held.TryGetValue(epoch, out var lease))
                        {
                            lease.Lose();
                        }
                    }
                }
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // Nobody answers: nobody can take them either. Asked again in a moment.
            }
        }
    }
}
