using Unified.Epochs;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.TestKit.Given;

namespace Unified.TestKit.Cuts;

/// <summary>Which cut each partition has; what is not named is one epoch in one batch.</summary>
internal sealed class CutPlan : Dictionary<LogPartition, PartitionCut>
{
    /// <summary>The cut of a partition.</summary>
    /// <exception cref="JobTestException">It is not of as many events.</exception>
    public PartitionCut Of(LogPartition partition, int events)
    {
        if (!TryGetValue(partition, out var cut))
        {
            return PartitionCut.Whole(events);
        }

        var cutEvents = cut.Epochs.Sum(e => e.Events);
        return cutEvents == events ? cut
            : throw new JobTestException($"The cut of {partition.Text} is of {cutEvents} events, and the partition has {events}.");
    }
}

/// <summary>What the engine makes of events: each epoch by itself, as stream or batch compute it, and the rows of all merged.</summary>
internal sealed class EngineRun
{
    private readonly StageProgram _program;
    private readonly CutPlan _cuts;
    private readonly HashSet<(string Log, int Partition, long Offset)> _undecodable = [];

    private EngineRun(StageProgram program, CutPlan cuts)
    {
        (_program, _cuts) = (program, cuts);
        Rows = new RowTable(program.Plan.Rows);
    }

    /// <summary>The merged rows.</summary>
    public RowTable Rows { get; }

    /// <summary>The events that gave no row, each with its reason.</summary>
    public SortedDictionary<(string Log, int Partition, long Offset), string> Quarantined { get; } = [];

    /// <summary>True for an event that could not be decoded.</summary>
    public bool IsUndecodable((string Log, int Partition, long Offset) place) => _undecodable.Contains(place);

    /// <summary>Of each log, how many events the border of history leaves out.</summary>
    public SortedDictionary<string, long> Foreign { get; } = new(StringComparer.Ordinal);

    /// <summary>What differs when an epoch is computed a second time; null when nothing does.</summary>
    public string? Unstable { get; private set; }

    /// <summary>Runs a plan over events.</summary>
    public static EngineRun Of(StageProgram program, IReadOnlyList<GivenLog> logs, CutPlan cuts)
    {
        var run = new EngineRun(program, cuts);
        foreach (var log in logs.Where(l => program.Plan.Sources.Any(s => s.Name == l.Schema.Name)))
        {
            foreach (var partition in log.Events.GroupBy(e => e.Partition).OrderBy(p => p.Key))
            {
                run.Add(log, log.Schema.Partition(partition.Key), [.. partition]);
            }
        }

        return run;
    }

    private void Add(GivenLog log, LogPartition partition, IReadOnlyList<GivenEvent> events)
    {
        var cut = _cuts.Of(partition, events.Count);
        var origin = partition.Number == LogPartition.History ? EventOrigin.History : EventOrigin.Log;
        var first = 0;
        // A generation is of all its epochs at once.
        var generation = _program.Open(partition, origin, StageState.Empty);
        foreach (var epoch in cut.Epochs.Take(cut.Batch))
        {
            foreach (var batch in epoch.Attempts[^1].Batches)
            {
                Take(generation, log, events, ref first, batch);
            }
        }

        Close(generation, log);
        foreach (var epoch in cut.Epochs.Skip(cut.Batch))
        {
            string? rows = null;
            foreach (var attempt in epoch.Attempts)
            {
                var (run, at) = (_program.Open(partition, origin, StageState.Empty), first);
                foreach (var batch in attempt.Batches)
                {
                    Take(run, log, events, ref at, batch);
                }

                if (attempt.IsLost)
                {
                    continue;
                }

                var made = new RowTable(_program.Plan.Rows);
                using (var written = run.Rows(changedOnly: false))
                {
                    made.Add(written);
                }

                if (rows is null)
                {
                    Rows.Add(made);
                    Foreign[log.Schema.Name] = Foreign.GetValueOrDefault(log.Schema.Name) + run.Foreign;
                }
                else if (rows != made.ToString())
                {
                    Unstable ??= $"{partition}, {attempt.Events} events from offset {events[first].Offset} on, computed twice:\n{rows}"
                        + $"and then\n{made}";
                }

                rows = made.ToString();
            }

            first += epoch.Events;
        }
    }

    private void Close(StageRun run, GivenLog log)
    {
        Foreign[log.Schema.Name] = Foreign.GetValueOrDefault(log.Schema.Name) + run.Foreign;
        using var rows = run.Close(changedOnly: false).Rows;
        Rows.Add(rows);
    }

    private void Take(StageRun run, GivenLog log, IReadOnlyList<GivenEvent> events, ref int first, int count)
    {
        var batch = events.Skip(first).Take(count).ToList();
        first += count;
        foreach (var bad in batch.Where(e => e.Undecodable is not null))
        {
            Quarantined[(log.Schema.Name, bad.Partition, bad.Offset)] = bad.Undecodable!;
            _undecodable.Add((log.Schema.Name, bad.Partition, bad.Offset));
        }

        var decoded = batch.Where(e => e.Undecodable is null).ToList();
        if (decoded.Count == 0)
        {
            return;
        }

        using var columns = log.Batch(decoded);
        foreach (var rejected in run.Add(columns))
        {
            var one = decoded[rejected.Row];
            Quarantined[(log.Schema.Name, one.Partition, one.Offset)] = rejected.Reason;
        }
    }
}
