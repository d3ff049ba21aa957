using System.Globalization;
using System.Numerics;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit;
using Unified.Types;

namespace Unified.Core.Tests.Logical;

[TestClass]
public sealed class DecimalsTests
{
    private static readonly decimal[] Edges = [0, -0.0m, 1, -1, 0.1m, -1.50m, 9.99m, 10, -10.00m, 999.995m, 1000, decimal.MaxValue,
        decimal.MinValue, 0.0000000000000000000000000001m, 7.9228162514264337593543950335m];

    [TestMethod]
    public void A_decimal_is_unscaled_exactly_or_not_at_all()
    {
        var random = TestSeed.Take().Random();
        foreach (var value in Edges.Concat(Enumerable.Range(0, 2_000).Select(_ => Any(random))))
        {
            var (precision, scale) = (random.Next(1, 39), 0);
            scale = random.Next(0, precision + 1);
            var (digits, exponent) = Digits(value);
            var shifted = digits * BigInteger.Pow(10, Math.Max(0, scale - exponent));
            var (whole, rest) = exponent > scale ? (BigInteger.DivRem(digits, BigInteger.Pow(10, exponent - scale), out var r), r)
                : (shifted, 0);
            var fits = rest.IsZero && BigInteger.Abs(whole) < BigInteger.Pow(10, precision);
            Assert.AreEqual(fits ? (Int128?)whole : null, Decimals.Unscale(value, precision, scale),
                string.Create(CultureInfo.InvariantCulture, $"{value} as ({precision},{scale})"));
        }
    }

    [TestMethod]
    public void The_largest_number_of_a_precision_fits_and_the_next_does_not()
    {
        Assert.AreEqual((Int128)999, Decimals.Unscale(9.99m, 3, 2));
        Assert.AreEqual((Int128)(-999), Decimals.Unscale(-9.99m, 3, 2));
        Assert.IsNull(Decimals.Unscale(10m, 3, 2));
        Assert.IsNull(Decimals.Unscale(9.995m, 3, 2), "never rounded");
        Assert.IsNull(Decimals.Unscale(decimal.MaxValue, 38, 38), "never an overflow");
    }

    [TestMethod]
    public void An_unscaled_integer_is_written_and_read_as_the_decimal_that_it_is()
    {
        var random = TestSeed.Take().Random();
        foreach (var value in Edges.Concat(Enumerable.Range(0, 2_000).Select(_ => Any(random))))
        {
            var (digits, scale) = Digits(value);
            Assert.AreEqual(value, Decimals.ToDecimal((Int128)digits, scale));
            Assert.AreEqual(digits.IsZero ? Math.Abs(value).ToString(CultureInfo.InvariantCulture)
                : value.ToString(CultureInfo.InvariantCulture), Decimals.Format((Int128)digits, scale));
        }
    }

    private static decimal Any(Random random) =>
        new(random.Next(), random.Next(3) == 0 ? random.Next() : 0, random.Next(3) == 0 ? random.Next() : 0, random.Next(2) == 0,
            (byte)random.Next(0, 29));

    private static (BigInteger Digits, int Scale) Digits(decimal value) =>
        (BigInteger.Parse(value.ToString(CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture), value.Scale);
}
