using Unified.Serving.Manifests;
using Unified.Serving.Schema;
using Unified.Simulation.Tests.Logs;
using Unified.Simulation.Tests.Scheduling;
using Unified.Simulation.Tests.Server;

namespace Unified.Simulation.Tests;

/// <summary>Everything there is: a topic, an archive, a server, hosts whose clocks differ, and what goes wrong between them.</summary>
internal sealed class World
{
    private readonly Story _story;

    public World(Random random, bool told)
    {
        (Random, _story) = (random, new Story(told));
        Server = new MemoryServer(Time, _story, random);
        Group = new Group(Time);
        Faults = new Faults(random);
        Server.Of(Topic.Plan);
    }

    public Random Random { get; }

    public WorldTime Time { get; } = new();

    public Scheduler Scheduler { get; } = new();

    public Faults Faults { get; }

    public MemoryServer Server { get; }

    public Topic Topic { get; } = new();

    public MemoryArchive Archive { get; } = new();

    public Group Group { get; }

    /// <summary>The tokens that the job's tables remember.</summary>
    public HashSet<string> Tokens { get; } = new(StringComparer.Ordinal);

    public string Story => _story.ToString();

    public JobRows Rows => Server.Of(Topic.Plan);

    public void Tell(Process process, string what) => _story.Tell(Time.Now, process.Name, what);

    public void Tell(string what) => _story.Tell(Time.Now, "world", what);

    public void Kill(Process process)
    {
        if (!process.Dead)
        {
            Tell(process, "is killed");
            Scheduler.Kill(process);
        }
    }

    /// <summary>What a reader is told at this moment. Asks past the network: it all happens at once.</summary>
    public JobState State()
    {
        var server = new SimulatedStatements(this, null);
        return new JobStates(server, new ClickHouseManifestStore(server), source: null)
            .ReadAsync(Topic.Plan, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>The ledger of the stream, for stories.</summary>
    public string Ledger() => string.Join("; ", Server.Shared.All(LedgerTable.Table)
        .Where(e => e.Layer == LedgerTable.StreamLayer).OrderBy(e => e.Ledger.Epoch)
        .Select(e => $"{e.Ledger.Epoch} to {e.Ledger.Covered}"));
}
