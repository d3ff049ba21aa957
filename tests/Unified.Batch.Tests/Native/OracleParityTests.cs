using Unified.Batch.Tests.Fakes;
using Unified.Epochs;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Batch.Tests.Native;

[TestClass]
public sealed class OracleParityTests
{
    [TestMethod]
    public async Task History_and_log_together_are_what_DuckDb_computes_from_the_same_files()
    {
        var seed = TestSeed.Take();
        using var oracle = new DuckDbOracle();
        for (var i = 0; i < 10; i++)
        {
            var random = seed.Random(i);
            using var fixture = new Fixture();
            for (var day = 1; day <= 2; day++)
            {
                await fixture.HistoryAsync(fixture.Border - day, Computable(random));
            }

            for (var epoch = 0; epoch < 4; epoch++)
            {
                await fixture.EpochAsync(0, epoch, Computable(random), random);
                await fixture.EpochAsync(1, epoch, Computable(random), random);
            }

            var generation = (await fixture.ReconcileAsync()).Generation;

            var history = new[] { 1, 2 }.SelectMany(d => fixture.History.Files(fixture.Source, fixture.Border - d));
            var log = from p in new[] { 0, 1 } from e in Enumerable.Range(0, 4) select fixture.EpochFile(p, e);
            var expected = oracle.Rows(fixture.Plan, OracleInput.Files(history, EventOrigin.History), OracleInput.Files(log, EventOrigin.Log));
            Assert.AreEqual(
                new RowTable(fixture.Plan.Rows).Add(expected.ToBatch()).ToString(), fixture.Stores.Merged(fixture.Plan, generation).ToString(), $"case {i}");
        }
    }

    /// <summary>Events on which nothing fails: the oracle has no quarantine.</summary>
    private static List<Trade> Computable(Random random) => [.. Trades.Random(random, random.Next(1, 60)).Where(t => t.Quantity != 0)];
}
