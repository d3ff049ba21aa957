using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Definition;
using Unified.TestKit;

namespace Unified.Batch.Tests.Planning;

/// <summary>Runs that die anywhere, or run beside each other, come to the same answer.</summary>
[TestClass]
public sealed class ConvergenceTests
{
    [TestMethod]
    public async Task Whatever_call_a_run_dies_at_the_next_ones_converge_and_promote_once()
    {
        using var filled = new Fixture();
        await ReconcilerTests.FillAsync(filled, new Random(1));
        var expected = await AnswerAsync(filled);
        for (var at = 1; ; at++)
        {
            var crash = new CrashPoint { At = at };
            using var fixture = new Fixture(crash, data: filled);
            var died = false;
            try
            {
                await fixture.ReconcileAsync();
            }
            catch (CrashException)
            {
                died = true;
            }

            crash.At = 0;
            await fixture.ReconcileAsync();
            Assert.AreEqual(ReconcileResult.NothingToDo, (await fixture.ReconcileAsync()).Result, $"crash at {at}");
            Assert.HasCount(1, fixture.Stores.Promoted, $"crash at {at}");
            Assert.AreEqual(expected, Answer(fixture), $"crash at {at}");
            if (!died)
            {
                Assert.IsGreaterThan(20, at, "crash points were passed");
                return;
            }
        }
    }

    [TestMethod]
    public async Task Random_crashes_one_after_another_still_converge()
    {
        using var filled = new Fixture();
        await ReconcilerTests.FillAsync(filled, new Random(1));
        var expected = await AnswerAsync(filled);
        var seed = TestSeed.Take();
        for (var i = 0; i < 30; i++)
        {
            var random = seed.Random(i);
            var crash = new CrashPoint();
            using var fixture = new Fixture(crash, data: filled);
            await CrashUntilPromotedAsync(fixture, crash, random);
            Assert.AreEqual(expected, Answer(fixture), $"case {i}");
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Random_crashes_over_the_logs_of_two_sources_converge_for_groups_and_for_rows_of_events(bool groups)
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 10; i++)
        {
            var random = seed.Random(i);
            Job job = groups ? new MarketDays() : new MarketEvents();
            using var filled = new Fixture(job: job);
            await MarketFiles.WriteAsync(filled, random);
            var expected = await AnswerAsync(filled);
            var crash = new CrashPoint();
            using var fixture = new Fixture(crash, data: filled, job: job);
            await CrashUntilPromotedAsync(fixture, crash, random);
            Assert.AreEqual(expected, Answer(fixture), $"case {i}");
        }
    }

    [TestMethod]
    public async Task Two_reconcilers_at_once_lose_work_but_not_rows()
    {
        using var filled = new Fixture();
        await ReconcilerTests.FillAsync(filled, new Random(1));
        var expected = await AnswerAsync(filled);
        using var fixture = new Fixture(data: filled);
        var outcomes = await Task.WhenAll(Task.Run(() => fixture.ReconcileAsync()), Task.Run(() => fixture.ReconcileAsync()),
            Task.Run(() => fixture.ReconcileAsync()));
        Assert.Contains(ReconcileResult.Promoted, outcomes.Select(o => o.Result));
        Assert.AreEqual(ReconcileResult.NothingToDo, (await fixture.ReconcileAsync()).Result);
        Assert.AreEqual(expected, Answer(fixture));
    }

    private static async Task CrashUntilPromotedAsync(Fixture fixture, CrashPoint crash, Random random)
    {
        for (var attempt = 0; fixture.Stores.Promoted.Count == 0; attempt++)
        {
            Assert.IsLessThan(200, attempt, "no progress");
            crash.At = crash.Calls + random.Next(1, 40);
            try
            {
                await fixture.ReconcileAsync();
            }
            catch (CrashException)
            {
                // the next attempt goes on
            }
        }

        crash.At = 0;
        Assert.AreEqual(ReconcileResult.NothingToDo, (await fixture.ReconcileAsync()).Result);
    }

    private static async Task<string> AnswerAsync(Fixture fixture)
    {
        await fixture.ReconcileAsync();
        return Answer(fixture);
    }

    private static string Answer(Fixture fixture) =>
        string.Join('\n', fixture.Stores.Promoted.SelectMany(g => g.Slices.Select(s => (g.Id, s.Name)))
            .OrderBy(x => x.Name, StringComparer.Ordinal)
            .Select(x => $"{x.Name}: {fixture.Stores.Slices[x].Rows} {string.Join(", ", fixture.Stores.Slices[x].Ledger)}"));
}
