using Unified.Batch.Tests.Spark.Slices;
using Unified.Definition;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Spark;
using Unified.Time;

namespace Unified.Batch.Tests.Spark;

/// <summary>Whole slices of jobs: Spark and the native engine give the same rows and ledgers, of history and of the log.</summary>
[TestClass]
public sealed class SparkSliceTests
{
    private const long Hours = 3_600_000_000;

    private static readonly Dictionary<string, Job> Jobs = new Job[]
    {
        new NumberKeysJob(), new TextKeysJob(), new TimeKeysJob(), new HoppingJob(), new SessionJob(), new LocalDayJob(),
        new LocalHoursJob(), new BothJob(), new BranchesJob(), new GuardedJob(), new FailingJob(),
    }.ToDictionary(j => j.GetType().Name, StringComparer.Ordinal);

    private static readonly SourceSchema Left = JobPlan.Create(new BothJob()).Source("left");
    private static readonly SourceSchema Right = JobPlan.Create(new BothJob()).Source("right");
    private static readonly int Border = Timestamps.Day(Timestamps.FromDateTime(Probes.Border));

    private static TestSeed? _seed;
    private static SliceFiles? _files;
    private static EnginePair? _engines;

    public static IEnumerable<object[]> Names => Jobs.Keys.Select(n => new object[] { n });

    [ClassInitialize]
    public static void Start(TestContext context)
    {
        if (!RealSpark.IsAvailable)
        {
            return;
        }

        (_seed, _files) = (TestSeed.Take(), new SliceFiles());
        _engines = new EnginePair(_files);
        var random = _seed.Random();
        var border = Border * Timestamps.MicrosPerDay;
        // Events on both sides of the border, wherever they are; and some before 1970.
        var (near, old) = (Events(Left, random, border - (5 * Hours), border + (2 * Hours)), Events(Left, random, -3 * Hours, Hours));
        _files.Day(Left, Border - 1, "a.parquet", near.Next(60));
        _files.Day(Left, Border - 1, "b.parquet", [], "MaybeNumber");
        _files.Day(Left, Border - 1, "c.parquet", [.. near.Next(20), .. old.Next(10)], "MaybeName", "MaybeWeight");
        var later = Events(Left, random, border - (2 * Hours), border + (5 * Hours));
        _files.Epoch(Left, new EpochId(Left.Partition(0), 0), later.Next(40), random, undecodable: 3);
        _files.Epoch(Left, new EpochId(Left.Partition(0), 1), [], random);
        _files.Epoch(Left, new EpochId(Left.Partition(0), 2), [.. later.Next(40), .. old.Next(20)], random);
        _files.Epoch(Right, new EpochId(Right.Partition(0), 0), Events(Right, random, border - (2 * Hours), border + (3 * Hours)).Next(90),
            random, undecodable: 1);
    }

    [ClassCleanup]
    public static async Task EndAsync()
    {
        await (_engines?.DisposeAsync() ?? ValueTask.CompletedTask);
        _files?.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task A_slice_is_the_same_in_Spark(string job)
    {
        SharedSpark.Require();
        var plan = JobPlan.Create(Jobs[job]);
        Slice[] slices = [new HistorySlice("left", Border - 1), new LogSlice(Left.Partition(0), 0, 3),
            new LogSlice(Right.Partition(0), 0, 1)];
        foreach (var slice in slices.Where(s => s is not LogSlice { Partition.Log: "right" } || plan.Sources.Length > 1))
        {
            var rows = await _engines!.CompareAsync(plan, slice, $"seed {_seed!.Value}");
            Assert.AreEqual(job == nameof(FailingJob), rows is null, "rejected");
            Assert.AreNotEqual(0, rows, "nothing is compared");
        }
    }

    private static RandomEvents Events(SourceSchema source, Random random, long from, long until) => new(source, random, from, until)
    {
        Of = { ["Key"] = r => r.Next(4), ["Number"] = r => r.Next(4) == 0 ? 0 : r.Next(-3000, 3000), ["Small"] = r => r.Next(-5, 5) },
    };
}
