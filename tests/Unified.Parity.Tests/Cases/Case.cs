using System.Globalization;
using Unified.Batch;
using Unified.Epochs;
using Unified.Logical;
using Unified.Parity.Tests.Jobs;
using Unified.Parity.Tests.Model;
using Unified.Parity.Tests.Schedules;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Time;
using Unified.Types;

namespace Unified.Parity.Tests.Cases;

/// <summary>One random job and random logs of its sources, a function of (seed, index) alone. Thread-safe.</summary>
internal sealed class Case
{
    private readonly Lazy<Reference> _reference;
    private readonly Lazy<string> _archive;

    public Case(TestSeed seed, int index, string folder)
    {
        (Seed, Index, Folder) = (seed, index, folder);
        var random = Random(Purpose.Log);
        var longLog = index % 60 == 59; // longer than the batches in which the stream decodes
        Job = JobFamily.Get(index % JobFamily.Members.Length, random, longLog);
        (Log, Early) = Records(random, longLog);
        _reference = new(() => new Reference(this));
        _archive = new(() => Archive.Write(this, Path.Combine(folder, "archive")));
    }

    public TestSeed Seed { get; }

    public int Index { get; }

    /// <summary>A folder of its own; it need not exist yet.</summary>
    public string Folder { get; }

    public TestJob Job { get; }

    public JobPlan Plan => Job.Plan;

    /// <summary>The partitions of all logs that the job reads.</summary>
    public IReadOnlyList<PartitionLog> Log { get; }

    /// <summary>By log the events that only its history has, on its side of the border. None without a border.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Trade>> Early { get; }

    /// <summary>What every schedule must come to.</summary>
    public Reference Reference => _reference.Value;

    /// <summary>Where the archiver has written the log.</summary>
    public BatchOptions Archived(int epochsPerSlice = 64) =>
        new() { ArchiveRoot = _archive.Value, DataRoot = Path.Combine(Folder, "data"), EpochsPerSlice = epochsPerSlice };

    /// <summary>Events of a source's log that could be decoded.</summary>
    public IEnumerable<Trade> Accepted(SourceSchema source) =>
        Log.Where(l => l.Partition.Log == source.Name).SelectMany(l => l.Entries).Select(e => e.Event).OfType<Trade>();

    /// <summary>All events that a source ever had.</summary>
    public IEnumerable<Trade> Events(SourceSchema source) => Accepted(source).Concat(Early[source.Name]);

    /// <summary>The log of a partition.</summary>
    public PartitionLog LogOf(LogPartition partition) => Log.Single(l => l.Partition == partition);

    /// <summary>The epochs of a partition's log.</summary>
    public EpochLength Epochs(LogPartition partition) => Plan.Source(partition).Epochs;

    /// <summary>Complete epochs of a partition: [0, this).</summary>
    public long Complete(PartitionLog log) => Epochs(log.Partition).Of(log.End);

    public IEnumerable<EpochId> CompleteEpochs =>
        Log.SelectMany(l => Enumerable.Range(0, (int)Complete(l)).Select(e => new EpochId(l.Partition, e)));

    /// <summary>An independent sequence for each purpose: a schedule that draws more numbers does not change the others.</summary>
    public Random Random(Purpose purpose) => Seed.Random(Index + (1_000_000 * (int)purpose));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"case {Index} ({TestSeed.Variable}={Seed.Value} {Suite.CaseVariable}={Index} runs it alone): job {Plan.Job}; "
            + $"{string.Join("; ", Plan.Sources.Select(Describe))}");

    private string Describe(SourceSchema source)
    {
        var logs = Log.Where(l => l.Partition.Log == source.Name).ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"{source.Name}: epochs of {source.Epochs}{(source.HistoryUntil is null ? "" : ", with history")}, records ")
            + $"{string.Join(" + ", logs.Select(l => l.Entries.Count))}, ends {string.Join(", ", logs.Select(l => l.End))}";
    }

    private (IReadOnlyList<PartitionLog> Log, IReadOnlyDictionary<string, IReadOnlyList<Trade>> Early) Records(Random random, bool longLog)
    {
        var (log, early) = (new List<PartitionLog>(), new Dictionary<string, IReadOnlyList<Trade>>(StringComparer.Ordinal));
        foreach (var (source, first) in Plan.Sources.Select((s, i) => (s, i == 0)))
        {
            var generator = new LogGenerator(random, source);
            var many = longLog && first;
            // More partitions in the second log, with fewer records each.
            var (partitions, most) = many ? (1, 6_000) : (random.Next(1, first ? 4 : 7), first && source.Epochs.Offsets > 16 ? 120 : 60);
            log.AddRange(Enumerable.Range(0, partitions)
                .Select(p => generator.Partition(source.Partition(p), random.Next(many ? 4_500 : 0, most))));
            early[source.Name] = source.HistoryUntil is not { } until ? []
                : [.. Enumerable.Range(0, random.Next(0, 60)).Select(_ => generator.Trade())
                    .Where(t => Timestamps.FromDateTime(t.Time) < until)];
        }

        return (log, early);
    }
}

/// <summary>What random numbers are drawn for.</summary>
internal enum Purpose
{
    Log,
    Chunks,
    Kills,
    Batch,
    History,
    Mutation,
}
