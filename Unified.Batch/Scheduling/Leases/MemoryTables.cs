namespace Unified.Batch.Scheduling.Leases;

/// <summary>
/// Tables of one process. A lease does not end by itself: whoever has it gives it back, or takes the whole table along when it dies.
/// </summary>
internal sealed class MemoryTables : IScheduleTables
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _runs = new(StringComparer.Ordinal);
    private long _epoch;

    public long? Take(string resource, TimeSpan lasts)
    {
        lock (_gate)
        {
            return _leases.TryAdd(resource, _epoch + 1) ? ++_epoch : null;
        }
    }

    public Task<IReadOnlySet<long>> RenewAsync(IReadOnlyCollection<long> epochs, TimeSpan lasts, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlySet<long>>(epochs.ToHashSet());

    public void GiveBack(long epoch)
    {
        lock (_gate)
        {
            if (_leases.FirstOrDefault(l => l.Value == epoch).Key is { } resource)
            {
                _leases.Remove(resource);
            }
        }
    }

    public IReadOnlyDictionary<string, string> Steps(string run)
    {
        lock (_gate)
        {
            return _runs.TryGetValue(run, out var steps) ? new Dictionary<string, string>(steps) : [];
        }
    }

    public bool TryWrite(long epoch, string run, string step, string backgroundJob)
    {
        lock (_gate)
        {
            if (!_leases.ContainsValue(epoch))
            {
                return false;
            }

            if (!_runs.TryGetValue(run, out var steps))
            {
                _runs[run] = steps = new Dictionary<string, string>(StringComparer.Ordinal);
            }

            steps[step] = backgroundJob;
            return true;
        }
    }
}
