using Unified.Errors;
using Unified.Serving.Manifests;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

/// <summary>A rollback to rows that a collection is about to drop: one of the two gives way, wherever they meet.</summary>
[TestClass]
public sealed class RollbackAndCollectionTests
{
    private static readonly int MixedRounds = TestRounds.Of(ci: 4, deep: 8);

    // Every third statement, from one that a seed decides.
    private static readonly int Stride = TestRounds.Of(ci: 3, deep: 1);
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_collection_before_any_statement_of_a_rollback_loses_no_row()
    {
        var random = TestSeed.Take().Random();
        using var scene = await Scene.CreateAsync(random);
        var met = true;
        for (var pause = random.Next(Stride); met; pause += Stride)
        {
            await scene.SupersedeAsync();
            met = false;
            var statement = 0;
            using var slow = scene.Process(async _ =>
            {
                if (statement++ == pause)
                {
                    met = true;
                    await scene.CollectAsync(scene.World.Database, TestContext.CancellationToken);
                }
            });
            await scene.RollBackAsync(slow, TestContext.CancellationToken);
            await scene.CheckAsync($"a collection before statement {pause} of the rollback");
        }

        scene.RequireBoth();
    }

    [TestMethod]
    public async Task A_rollback_before_any_statement_of_a_collection_loses_no_row()
    {
        var random = TestSeed.Take().Random();
        using var scene = await Scene.CreateAsync(random);
        var dropped = 0;
        // The partitions that a collection drops are many; what matters is before the first of them and between two.
        for (var pause = random.Next(Stride); dropped < 2; pause += Stride)
        {
            await scene.SupersedeAsync();
            var statement = 0;
            var drops = 0;
            using var slow = scene.Process(async text =>
            {
                drops += text.Contains("DROP PARTITION", StringComparison.Ordinal) ? 1 : 0;
                if (statement++ == pause)
                {
                    dropped = drops;
                    await scene.RollBackAsync(scene.World.Database, TestContext.CancellationToken);
                }
            });
            await scene.CollectAsync(slow, TestContext.CancellationToken);
            Assert.IsGreaterThan(pause, statement, "the collection has so many statements");
            await scene.CheckAsync($"a rollback before statement {pause} of the collection");
        }

        scene.RequireBoth();
    }

    [TestMethod]
    public async Task A_rollback_and_a_collection_that_take_turns_in_any_order_lose_no_row()
    {
        var random = TestSeed.Take().Random();
        using var scene = await Scene.CreateAsync(random);
        for (var round = 0; round < MixedRounds; round++)
        {
            await scene.SupersedeAsync();
            var turns = new Turns(random);
            using var one = scene.Process(turns.NextAsync);
            using var other = scene.Process(turns.NextAsync);
            await turns.RunAsync(() => scene.RollBackAsync(one, TestContext.CancellationToken),
                () => scene.CollectAsync(other, TestContext.CancellationToken));
            await scene.CheckAsync($"round {round}");
        }
    }

    [TestMethod]
    public async Task A_rollback_that_took_too_long_to_look_is_not_made()
    {
        using var scene = await Scene.CreateAsync(TestSeed.Take().Random());
        await scene.SupersedeAsync();
        var current = await scene.World.Manifests.CurrentAsync(scene.World.Plan, TestContext.CancellationToken);
        using var asleep = scene.Process(statement =>
        {
            scene.Time.Advance(statement.Contains("system.parts", StringComparison.Ordinal) ? TimeSpan.FromMinutes(31) : TimeSpan.Zero);
            return Task.CompletedTask;
        });
        var late = await Assert.ThrowsExactlyAsync<TransientException>(
            () => new Rollback(asleep).RollbackAsync(scene.World.Plan, current.Seq - 1, "test", "test", TestContext.CancellationToken));
        StringAssert.Contains(late.Message, "Nothing was rolled back");
        Assert.AreEqual(current.Id, (await scene.World.Manifests.CurrentAsync(scene.World.Plan, TestContext.CancellationToken)).Id);
        await scene.CheckAsync("the rollback that was not");
    }

    /// <summary>A job whose last manifest but one is old enough to be collected.</summary>
    private sealed class Scene : IDisposable
    {
        private readonly Simulation _simulation;
        private int _made;
        private int _refused;

        private Scene(World world, ShiftedTime time, Random random) =>
            (World, Time, _simulation) = (world, time, new Simulation(world, new ReadingLog(random), random));

        public World World { get; }

        public ShiftedTime Time { get; }

        public static async Task<Scene> CreateAsync(Random random)
        {
            var time = new ShiftedTime();
            return new Scene(await World.CreateAsync(new TagTotals(), time), time, random);
        }

        /// <summary>Another process, which does something before each of its statements.</summary>
        public Unified.Serving.ClickHouse.ClickHouseDatabase Process(Func<string, Task> before) =>
            Server.Database(World.Database.Options.Database, Time, before: before);

        public async Task SupersedeAsync()
        {
            for (var promotion = 0; promotion < 2; promotion++)
            {
                _simulation.Log.Append(100);
                await _simulation.FlushAsync(all: true);
                Assert.IsTrue((await _simulation.PromoteAsync(await _simulation.StageAsync(all: true))).Promoted);
                Time.Advance(2 * Grace);
            }
        }

        public async Task RollBackAsync(Unified.Serving.ClickHouse.ClickHouseDatabase process, CancellationToken cancellation)
        {
            var current = await World.Manifests.CurrentAsync(World.Plan, cancellation);
            try
            {
                var (won, _) = await new Rollback(process).RollbackAsync(World.Plan, current.Seq - 1, "test", "test", cancellation);
                Assert.IsTrue(won);
                Interlocked.Increment(ref _made);
            }
            catch (DataException refused) when (refused.Message.Contains("collected", StringComparison.Ordinal))
            {
                Assert.AreEqual(current.Id, (await World.Manifests.CurrentAsync(World.Plan, cancellation)).Id, "a refusal changes nothing");
                Interlocked.Increment(ref _refused);
            }
        }

        public Task CollectAsync(Unified.Serving.ClickHouse.ClickHouseDatabase process, CancellationToken cancellation) =>
            new GarbageCollection(process).RunAsync(World.Plan, Grace, cancellation);

        public Task CheckAsync(string after) => _simulation.CheckAsync(after);

        public void RequireBoth()
        {
            Console.WriteLine($"{_made} rollbacks made, {_refused} refused");
            Assert.IsGreaterThan(0, _made, "some rollbacks come first");
            Assert.IsGreaterThan(0, _refused, "some collections come first");
        }

        public void Dispose() => World.Dispose();
    }
}
