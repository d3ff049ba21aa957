using Unified.Aggregates;
using Unified.TestKit;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Aggregates;

[TestClass]
public sealed class BinSketchTests
{
    [TestMethod]
    public void Bins_are_ordered_as_their_values_and_symmetric()
    {
        var random = TestSeed.Take().Random();
        for (var i = 0; i < 20_000; i++)
        {
            var (a, b) = (Value(random), Value(random));
            Assert.AreEqual(a < b, a < b && BinSketch.BinOf(a) <= BinSketch.BinOf(b), $"{a} and {b}");
            Assert.AreEqual(-BinSketch.BinOf(a), BinSketch.BinOf(-a));
        }
    }

    [TestMethod]
    public void The_middle_of_a_bin_is_within_one_256th_of_its_values()
    {
        var random = TestSeed.Take().Random();
        for (var i = 0; i < 20_000; i++)
        {
            var value = Value(random);
            Assert.IsLessThanOrEqualTo(Math.Abs(value) / 256, Math.Abs(BinMiddle.Of(BinSketch.BinOf(value), integers: false) - value),
                $"{value}");
            Assert.AreEqual(BinSketch.BinOf(value), BinSketch.BinOf(BinMiddle.Of(BinSketch.BinOf(value), integers: false)),
                "the middle is in the bin");
        }
    }

    [TestMethod]
    public void Integers_below_256_are_exact_and_larger_ones_within_the_bound()
    {
        for (var value = -255; value <= 255; value++)
        {
            Assert.AreEqual(value, BinMiddle.Of(BinSketch.BinOf(value), integers: true));
        }

        foreach (var value in new double[] { 256, 257, 65_535, int.MinValue, int.MaxValue, long.MinValue, long.MaxValue })
        {
            var middle = BinMiddle.Of(BinSketch.BinOf(value), integers: true);
            Assert.IsLessThanOrEqualTo(Math.Abs(value) / 256, Math.Abs(middle - value), $"{value}");
        }
    }

    [TestMethod]
    public void Decimals_of_15_digits_are_within_the_bound_down_to_their_last_digit()
    {
        foreach (var value in new[] { 0.000_000_000_000_001, 999_999_999_999_999, 0.1, 123_456.789 })
        {
            Assert.IsLessThanOrEqualTo(value / 256, Math.Abs(BinMiddle.Of(BinSketch.BinOf(value), integers: false) - value));
        }

        Assert.AreEqual(0, BinSketch.BinOf(0));
        Assert.AreEqual(0, BinSketch.BinOf(-0.0));
    }

    [TestMethod]
    public void A_sketch_counts_like_a_dictionary_and_is_empty_when_cleared()
    {
        var random = TestSeed.Take().Random();
        var sketch = new BinSketch();
        for (var round = 0; round < 3; round++)
        {
            var expected = new SortedDictionary<int, long>();
            for (var i = 0; i < 5_000; i++)
            {
                var bin = random.Next(3) == 0 ? random.Next(-1_000, 1_000) : BinSketch.BinOf(Value(random));
                var count = random.Next(1, 9);
                sketch.Add(bin, count);
                expected[bin] = expected.GetValueOrDefault(bin) + count;
            }

            CollectionAssert.AreEqual(expected.ToArray(), sketch.Sorted());
            Assert.AreEqual(expected.Count, sketch.Count);
            sketch.Clear();
            Assert.AreEqual(0, sketch.Sorted().Length);
        }
    }

    [TestMethod]
    public void A_count_beyond_64_bits_is_an_error()
    {
        var sketch = new BinSketch();
        sketch.Add(7, long.MaxValue);
        Assert.ThrowsExactly<OverflowException>(() => sketch.Add(7, 1));
    }

    private static double Value(Random random) => random.Next(10) switch
    {
        0 => 0,
        1 => random.NextInt64(long.MinValue, long.MaxValue),
        2 => random.Next(-300, 300),
        _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-14, 18)),
    };
}
