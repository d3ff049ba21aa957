using Unified.Batch;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Parity.Tests.Cases;

namespace Unified.Parity.Tests.Schedules;

/// <summary>The batch layer: generations of a random size one after the other, their slices in random order, some of them twice.</summary>
internal sealed class BatchRun(Case one, BatchOptions options, Random random, EventOrigin? only)
{
    private readonly ArchiveReader _archive = new(options);

    public BatchTables Tables { get; } = new();

    /// <summary>What would be promoted after the generations so far.</summary>
    public Manifest Manifest { get; private set; } = Manifest.Empty(one.Plan.Job, one.Plan.Version);

    /// <summary>Runs until nothing is missing.</summary>
    /// <param name="promoted">Told after each generation.</param>
    public void Run(Action promoted)
    {
        var history = new HistoryDataset(options);
        var planner = new SlicePlanner(history, _archive, options, TimeProvider.System);
        var runner = new SliceRunner(history, _archive, Tables);
        for (var round = 0; ; round++)
        {
            var most = round < 2 ? random.Next(1, 8) : int.MaxValue;
            if (planner.Plan(one.Plan, Manifest, new PlanFilter { Only = only }).Generation is not { } planned)
            {
                return;
            }

            var generation = planned with { Slices = [.. planned.Slices.Take(most)] };

            foreach (var slice in generation.Slices.Concat(generation.Slices.Where(_ => random.Next(8) == 0)).OrderBy(_ => random.Next())
                .ToList())
            {
                runner.RunAsync(one.Plan, generation.Id, slice, CancellationToken.None).GetAwaiter().GetResult();
            }

            Manifest = Manifest with
            {
                Seq = Manifest.Seq + 1,
                Cut = generation.CutAfter(Manifest.Cut),
                HistoryDays = Manifest.HistoryDays.Union(generation.Slices.OfType<HistorySlice>().Select(s => s.Of)),
            };
            promoted();
        }
    }
}
