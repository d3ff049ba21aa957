using Unified.Epochs;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Oracle;

/// <summary>What the engine makes of events, in one cut into epochs and batches.</summary>
/// <param name="Rows">The merged rows.</param>
/// <param name="Rejected">Log and number of the events that it rejected, each with its reason.</param>
internal sealed record NativeRun(RowTable Rows, SortedDictionary<(string Log, int Number), string> Rejected)
{
    /// <summary>Runs a plan.</summary>
    /// <param name="program">The compiled plan.</param>
    /// <param name="logs">All logs; those that the plan does not read are left alone.</param>
    /// <param name="random">Where epochs and batches end; null for one of each.</param>
    public static NativeRun Of(StageProgram program, IReadOnlyList<Events> logs, Random? random)
    {
        var run = new NativeRun(new RowTable(program.Plan.Rows), []);
        foreach (var log in logs.Where(l => program.Plan.Sources.Any(s => s.Name == l.Log)))
        {
            foreach (var partition in log.All.GroupBy(e => e.Partition).OrderBy(p => p.Key))
            {
                run.Add(program, log, partition.Key, [.. partition], random);
            }
        }

        return run;
    }

    private void Add(StageProgram program, Events log, int partition, IReadOnlyList<Placed> events, Random? random)
    {
        var stage = program.Open(new LogPartition(log.Log, partition), EventOrigin.Log, StageState.Empty);
        for (var first = 0; first < events.Count;)
        {
            var chunk = events.Skip(first).Take(random?.Next(1, 24) ?? events.Count).ToList();
            first += chunk.Count;
            using var batch = log.Batch(chunk);
            foreach (var rejected in stage.Add(batch))
            {
                Rejected.Add((log.Log, chunk[rejected.Row].Number), rejected.Reason);
            }

            if (first == events.Count || random?.Next(2) == 0)
            {
                Rows.Add(stage.Close(changedOnly: false).Rows);
            }
        }
    }
}
