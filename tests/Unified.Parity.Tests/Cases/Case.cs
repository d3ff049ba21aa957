using Unified.Batch;
using Unified.Epochs;
using Unified.Logical;
using Unified.Parity.Tests.Jobs;
using Unified.Parity.Tests.Model;
using Unified.Parity.Tests.Schedules;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Cases;

/// <summary>One random log and one random job, a function of (seed, index) alone. Thread-safe.</summary>
internal sealed class Case
{
    private readonly Lazy<Reference> _reference;
    private readonly Lazy<string> _archive;

    public Case(TestSeed seed, int index, string folder)
    {
        (Seed, Index, Folder) = (seed, index, folder);
        var random = Random(Purpose.Log);
        var longLog = index % 60 == 59; // longer than the batches in which the stream decodes
        long length = longLog ? 8_192 : random.Next(4) switch { 0 => 16, 1 => 256, _ => 64 };
        Job = JobFamily.Get(index % JobFamily.Members.Length, length, random.Next(1, 4), history: random.Next(3) == 0);
        var generator = new LogGenerator(random, Job.Plan.Source.Epochs);
        var most = longLog ? 6_000 : length == 16 ? 60 : 120;
        Log = [.. Enumerable.Range(0, longLog ? 1 : random.Next(1, 4)).Select(p => generator.Partition(p, random.Next(longLog ? 4_500 : 0, most)))];
        Early = Plan.Source.HistoryUntil is null ? []
            : [.. Enumerable.Range(0, random.Next(0, 60)).Select(_ => generator.Trade()).Where(t => t.Time < Trades.WithHistory.HistoryUntil)];
        _reference = new(() => new Reference(this));
        _archive = new(() => Archive.Write(this, Path.Combine(folder, "archive")));
    }

    public TestSeed Seed { get; }

    public int Index { get; }

    /// <summary>A folder of its own; it need not exist yet.</summary>
    public string Folder { get; }

    public TestJob Job { get; }

    public JobPlan Plan => Job.Plan;

    public IReadOnlyList<PartitionLog> Log { get; }

    /// <summary>Events that only history has, on its side of the border. None without a border.</summary>
    public IReadOnlyList<Trade> Early { get; }

    /// <summary>Events of the log that could be decoded.</summary>
    public IEnumerable<Trade> Accepted => Log.SelectMany(l => l.Entries).Select(e => e.Event).OfType<Trade>();

    /// <summary>What every schedule must come to.</summary>
    public Reference Reference => _reference.Value;

    /// <summary>Where the archiver has written the log.</summary>
    public BatchOptions Archived(int epochsPerSlice = 64) =>
        new() { ArchiveRoot = _archive.Value, DataRoot = Path.Combine(Folder, "data"), EpochsPerSlice = epochsPerSlice };

    /// <summary>Complete epochs of a partition: [0, this).</summary>
    public long Complete(PartitionLog log) => Plan.Source.Epochs.Of(log.End);

    public IEnumerable<EpochId> CompleteEpochs =>
        Log.SelectMany(l => Enumerable.Range(0, (int)Complete(l)).Select(e => new EpochId(l.Partition, e)));

    /// <summary>An independent sequence for each purpose: a schedule that draws more numbers does not change the others.</summary>
    public Random Random(Purpose purpose) => Seed.Random(Index + (1_000_000 * (int)purpose));

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"case {Index} ({TestSeed.Variable}={Seed.Value} {Suite.CaseVariable}={Index} runs it alone): job {Plan.Job}, epochs of {Plan.Source.Epochs}") +
        $"{(Plan.Source.HistoryUntil is null ? "" : ", with history")}, records {string.Join(" + ", Log.Select(l => l.Entries.Count))}, ends {string.Join(", ", Log.Select(l => l.End))}";
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
