using Unified.Aggregates;
using Unified.TestKit;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Aggregates;

/// <summary>How near the estimate is, and that a hash never changes: stored registers are made of it.</summary>
[TestClass]
public sealed class HyperLogLogTests
{
    [TestMethod]
    public void The_estimate_is_within_its_stated_error()
    {
        double[] squares = [.. Enumerable.Range(0, 40).Select(set =>
        {
            // Sets of their own, from a handful to a million.
            var count = (int)Math.Pow(10, 1 + (set / 8.0));
            var estimate = PlainSketch.Estimate(Enumerable.Range(0, count).Select(i => (object)(((long)set << 32) + i)));
            var error = (estimate - (double)count) / count;
            Assert.IsLessThan(5 * 0.01625, Math.Abs(error), $"{count} values");
            return error * error;
        })];
        Assert.IsLessThan(0.01625, Math.Sqrt(squares.Average()));
    }

    [TestMethod]
    public void A_few_values_are_counted_exactly()
    {
        for (var count = 0; count <= 8; count++)
        {
            Assert.AreEqual(count, PlainSketch.Estimate(Enumerable.Range(0, count).Select(i => (object)$"user {i}")));
        }
    }

    [TestMethod]
    public void The_hash_of_a_value_is_the_same_for_ever()
    {
        object[] values = [HyperLogLog.Hash(true), HyperLogLog.Hash(1), HyperLogLog.Hash(1L), HyperLogLog.Hash(-1), HyperLogLog.Hash(1u),
            HyperLogLog.Hash(ulong.MaxValue), HyperLogLog.Hash(0.0), HyperLogLog.Hash(-0.0), HyperLogLog.Hash(double.NaN),
            HyperLogLog.Hash(1.5f), HyperLogLog.Hash((Int128)1), HyperLogLog.Hash(""), HyperLogLog.Hash("a"), HyperLogLog.Hash("😀")];
        // That of no bytes is the test vector of XXH3 itself.
        Assert.AreEqual("3439722301264460078, 3439722301264460078, 3439722301264460078, 5841669975847748627, 3439722301264460078, "
            + "5841669975847748627, 14374147212387527897, 14374147212387527897, 9407778237848358495, 12297930690846082246, "
            + "2806482627441532945, 3244421341483603138, 16629034431890738719, 815130590857691278", string.Join(", ", values));
    }

    [TestMethod]
    public void A_text_of_any_length_has_a_hash()
    {
        var hashes = Enumerable.Range(0, 2000).Select(length => HyperLogLog.Hash(new string('é', length))).ToHashSet();
        Assert.HasCount(2000, hashes);
    }

    [TestMethod]
    public void A_register_keeps_its_largest_rank_in_whatever_order_values_come()
    {
        var random = TestSeed.Take().Random();
        foreach (var count in new[] { 1, 60, 70, 1_000, 50_000 })
        {
            var hashes = Enumerable.Range(0, count).Select(_ => unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue))).ToArray();
            var expected = new byte[HyperLogLog.Registers];
            foreach (var hash in hashes)
            {
                // The upper 12 bits choose the register; its rank is the place of the first 1 behind them.
                var (register, rank) = ((int)(hash >> 52), 1);
                while (rank < HyperLogLog.MaxRank && (hash & (1UL << (52 - rank))) == 0)
                {
                    rank++;
                }

                expected[register] = Math.Max(expected[register], (byte)rank);
            }

            var sketch = new HyperLogLog();
            foreach (var hash in hashes.Concat(hashes).OrderBy(_ => random.Next()))
            {
                sketch.Add(hash);
            }

            CollectionAssert.AreEqual(expected, sketch.Ranks(), $"{count} values");
        }
    }
}
