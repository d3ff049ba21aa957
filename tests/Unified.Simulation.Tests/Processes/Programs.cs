using Microsoft.Extensions.Logging.Abstractions;
using Unified.Batch;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Errors;
using Unified.Physical;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Simulation.Tests.Logs;
using Unified.Simulation.Tests.Scheduling;
using Unified.Simulation.Tests.Server;
using Unified.Streaming.Runtime;

namespace Unified.Simulation.Tests.Processes;

/// <summary>What the processes of the world run: the real thing, over a reader and statements that wait for their turns.</summary>
internal sealed class Programs(World world)
{
    private static readonly StageProgram Program = StageProgram.Compile(Topic.Plan);

    // Less than the clocks differ by, and less than a process may stall: no age that is measured may be a process's own.
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>A stream, until it is killed.</summary>
    public async Task StreamAsync(Process process)
    {
        var server = new SimulatedStatements(world, process);
        var stores = new StreamStores(
            new SimulatedTables(server), new ClickHouseManifestStore(server), new SimulatedIdentities(server), world.Archive);
        var options = new StreamOptions { FlushInterval = TimeSpan.FromMilliseconds(200), FlushRecords = 40, RetryDelay = TimeSpan.Zero };
        var task = new StreamTask(Program, Topic.Plan.Sources[0].Name, options, stores, NullLogger.Instance, process.Clock,
            () => new GroupReader(world, process, process.Number), new ScheduledBackground(world.Scheduler, process));
        await task.RunAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>An archiver's rule: an epoch that is complete is written as a whole, the first that is missing first.</summary>
    public async Task ArchiveAsync(Process process)
    {
        var source = Topic.Plan.Sources[0];
        while (true)
        {
            for (var number = 0; number < ShopDays.Partitions; number++)
            {
                await world.Scheduler.TurnAsync(process, "archive").ConfigureAwait(false);
                var (log, partition) = (world.Topic.Partitions[number], source.Partition(number));
                var epoch = world.Archive.End(partition);
                if (world.Archive.Id is { } known && known != world.Topic.Id)
                {
                    throw new DataException("The archive is of another topic.");
                }

                if (source.Epochs.End(epoch) <= log.High)
                {
                    if (log.Low > source.Epochs.First(epoch))
                    {
                        throw new DataException("The topic has dropped what is not archived.");
                    }

                    world.Archive.Write(new EpochId(partition, epoch), world.Topic.Id,
                        log.Entries.Where(e => source.Epochs.Of(e.Offset) == epoch));
                    world.Tell(process, $"archived {partition} epoch {epoch}");
                }
            }
        }
    }

    /// <summary>One run of the reconciler.</summary>
    public Task BackfillAsync(Process process) => ReconcileAsync(process, null);

    /// <summary>One run that computes everything again.</summary>
    public Task RebuildAsync(Process process) => ReconcileAsync(process, new PlanFilter { Rebuild = true });

    private async Task ReconcileAsync(Process process, PlanFilter? filter)
    {
        var server = new SimulatedStatements(world, process);
        var promotion = new ClickHousePromotion(server, new SimulatedIdentities(server), new LayerProof(server, database: null));
        var options = new BatchOptions { DataRoot = "", ArchiveRoot = "", EpochsPerSlice = 3, Parallelism = 1 };
        var tables = new SimulatedTables(server);
        var history = new HistoryDataset(options);
        var reconciler = new Reconciler(
            new ClickHouseManifestStore(server), new ClickHouseGenerationStore(server), promotion, tables,
            new SlicePlanner(history, world.Archive, options, process.Clock), new SliceRunner(history, world.Archive, tables), options,
            process.Clock);
        var outcome = await reconciler.ReconcileAsync(Topic.Plan, filter, process.Name, "simulation", null, CancellationToken.None)
            .ConfigureAwait(false);
        world.Tell(process, $"backfill: {outcome.Result}, manifest {outcome.ManifestSeq} "
            + string.Join("; ", outcome.Differences.Select(d => d.Message)));
    }

    /// <summary>One rollback, to one of the last manifests.</summary>
    public async Task RollBackAsync(Process process)
    {
        var server = new SimulatedStatements(world, process);
        var current = await new ClickHouseManifestStore(server).CurrentAsync(Topic.Plan, CancellationToken.None).ConfigureAwait(false);
        if (current.Seq > 0)
        {
            var to = Math.Max(0, current.Seq - world.Random.Next(1, 4));
            var (won, now) = await new Rollback(server).RollbackAsync(Topic.Plan, to, process.Name, "simulation", CancellationToken.None)
                .ConfigureAwait(false);
            world.Tell(process, $"rolled back to {to}: {won}, manifest {now.Seq}");
        }
    }

    /// <summary>One collection.</summary>
    public async Task CollectAsync(Process process)
    {
        var collected = await new GarbageCollection(new SimulatedStatements(world, process))
            .RunAsync(Topic.Plan, Grace, CancellationToken.None).ConfigureAwait(false);
        world.Tell(process, $"collected {collected}");
    }
}
