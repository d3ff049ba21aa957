using Unified.Batch.Engines;
using Unified.Batch.Slices;
using Unified.Batch.Tests.Fakes;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.TestKit;

namespace Unified.Batch.Tests.Slices;

[TestClass]
public sealed class PreferredEngineTests
{
    private static readonly Slice Day = new HistorySlice("trades", 19_000);

    [TestMethod]
    public async Task What_an_engine_refuses_another_computes_and_the_log_says_why()
    {
        using var fixture = new Fixture();
        var (first, second, log) = (new Engine("first"), new Engine("second"), new ListLogger<PreferredEngineTests>());
        var preferred = new PreferredEngine(first, second, log);
        using (var slice = await preferred.ComputeAsync(fixture.Plan, Day, [], CancellationToken.None))
        {
            Assert.AreEqual((1, 0), (first.Computed, second.Computed));
        }

        first.Slice = new EngineRefusal("its column is a list");
        using (var slice = await preferred.ComputeAsync(fixture.Plan, Day, [], CancellationToken.None))
        {
            Assert.AreEqual((1, 1), (first.Computed, second.Computed));
        }

        Assert.Contains("its column is a list", log.Lines.Single());
        var other = new PreferredEngine(first = new Engine("first") { Job = new DefinitionException("UNI0090", "x", "has no form", "y") },
            second, log);
        for (var i = 0; i < 2; i++)
        {
            using var slice = await other.ComputeAsync(fixture.Plan, Day, [], CancellationToken.None);
        }

        Assert.AreEqual((0, 3, 1), (first.Computed, second.Computed, first.Asked));
        Assert.HasCount(2, log.Lines);
    }

    [TestMethod]
    public async Task An_error_that_is_no_refusal_is_nobody_elses()
    {
        using var fixture = new Fixture();
        var (first, second) = (new Engine("first") { Slice = new DataException("overflow") }, new Engine("second"));
        var preferred = new PreferredEngine(first, second, new ListLogger<PreferredEngineTests>());
        await Assert.ThrowsExactlyAsync<DataException>(() => preferred.ComputeAsync(fixture.Plan, Day, [], CancellationToken.None));
        Assert.AreEqual(0, second.Computed);
    }

    private sealed class Engine(string name) : ISliceEngine
    {
        public string Name => name;

        public Exception? Job { get; init; }

        public Exception? Slice { get; set; }

        public int Asked { get; private set; }

        public int Computed { get; private set; }

        public void Require(JobPlan plan)
        {
            Asked++;
            if (Job is { } error)
            {
                throw error;
            }
        }

        public Task<IComputedSlice> ComputeAsync(
            JobPlan plan, Slice slice, IReadOnlyList<Exclusion> excluded, CancellationToken cancellation)
        {
            if (Slice is { } error)
            {
                throw error;
            }

            Computed++;
            return Task.FromResult<IComputedSlice>(new Batch.Spark.SparkSlice(new RowSpill(0, Path.GetTempPath()), 0, [], []));
        }
    }
}
