using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// At most one flush under way, stored in the background, so that rows reach the tables in the order of their covered offsets. Offsets
/// are committed on the loop's thread once it is stored.
/// </summary>
internal sealed class FlushPipeline(
    FlushStore store, ILogReader reader, StatusReport report, IReadOnlyDictionary<int, PartitionRun> runs, IBackground background)
    : IDisposable
{
    private readonly CancellationTokenSource _abandon = new();
    private (Flush Flush, Task<TimeSpan> Stored)? _underWay;

    public bool Busy => _underWay is not null;

    /// <summary>Begins to store what has moved.</summary>
    public void Begin()
    {
        if (Collect(runs.Values) is { } flush)
        {
            _underWay = (flush, background.Start(() => store.StoreAsync(flush, _abandon.Token)));
        }
    }

    /// <summary>Commits after the flush under way, if it is stored by now. Its error, if any, ends the loop.</summary>
    public void Settle()
    {
        if (_underWay is { Stored: { IsCompleted: true } stored, Flush: var flush })
        {
            _underWay = null;
            Stored(flush, stored.GetAwaiter().GetResult());
        }
    }

    /// <summary>Stores and commits all that was read of some partitions. Blocks: whoever calls has nothing else to do.</summary>
    /// <exception cref="OperationCanceledException">It took too long; nothing wrong was stored or committed.</exception>
    public void Complete(IReadOnlyCollection<int> partitions, CancellationToken deadline)
    {
        if (_underWay is { Stored: var stored })
        {
            background.Await(stored, deadline);
        }

        Settle();
        if (Collect(partitions.Select(p => runs.GetValueOrDefault(p)).OfType<PartitionRun>()) is { } flush)
        {
            Stored(flush, background.Await(background.Start(() => store.StoreAsync(flush, deadline)), CancellationToken.None));
        }
        else
        {
            Commit();
        }
    }

    public void Dispose()
    {
        _abandon.Cancel();
        _abandon.Dispose();
    }

    private static Flush? Collect(IEnumerable<PartitionRun> runs)
    {
        var parts = runs.Select(run => (Run: run, Part: Flush(run))).Where(p => p.Part is not null).ToList();
        return parts.Count == 0 ? null
            : new Flush([.. parts.Select(p => p.Part!)], [.. parts.Select(p => (p.Run, p.Part!.Covered, p.Part!.RestartAt))]);
    }

    private static PartitionFlush? Flush(PartitionRun run)
    {
        PartitionFlush? flush = null;
        run.Try(stepper => flush = stepper.Flush());
        return flush;
    }

    /// <summary>Commits what is stored and not committed yet; what the group does not take now, the next call tries again.</summary>
    public void Commit()
    {
        // Also a lower one: when the tables have lost what was committed, the group shows how far they are.
        var offsets = runs.Values.Where(r => r.RestartAt != r.Committed).ToDictionary(r => r.Partition.Number, r => r.RestartAt);

        // If the process dies here, the epochs are stored and will be read again: the same rows at the same covered offsets.
        if (offsets.Count > 0 && reader.Commit(offsets))
        {
            foreach (var (partition, offset) in offsets)
            {
                runs[partition].Committed = offset;
            }
        }
    }

    private void Stored(Flush flush, TimeSpan took)
    {
        report.Stored(took);
        foreach (var (run, covered, restartAt) in flush.Marks)
        {
            (run.Covered, run.RestartAt) = (covered, restartAt);
        }

        Commit();
    }
}
