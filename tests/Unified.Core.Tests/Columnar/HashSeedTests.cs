using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Unified.Columnar;

namespace Unified.Core.Tests.Columnar;

/// <summary>
/// Keys that were chosen to collide cost what others cost: measured in probes rather than time, so that no other process changes the
/// verdict.
/// </summary>
[TestClass]
public sealed class HashSeedTests
{
    private const int Keys = 250_000;

    [TestMethod]
    public void Numbers_chosen_to_collide_under_the_old_hash_spread_under_every_seed()
    {
        long[] chosen = [.. Enumerable.Range(0, Keys).Select(i => InverseOfTheOldHash((ulong)i))];
        foreach (var seed in Seeds())
        {
            Assert.IsLessThan(100, LongestRun(chosen, seed), "a run of occupied slots");
        }
    }

    [TestMethod]
    public void Numbers_chosen_to_collide_under_one_seed_spread_under_another()
    {
        // One word: the product with an odd number can be undone, and so the attack on a seed that is known.
        const ulong Known = 42;
        var hashes = new ulong[1 << 20];
        long[] all = [.. Enumerable.Range(0, hashes.Length).Select(i => (long)i)];
        GroupTable.Hash([all], all.Length, hashes, Known);
        long[] chosen = [.. all.OrderBy(i => hashes[i]).Take(all.Length / 16)];
        Assert.IsGreaterThan(1000, LongestRun(chosen, Known), "the attack works where the seed is known");
        foreach (var seed in Seeds())
        {
            Assert.IsLessThan(100, LongestRun(chosen, seed), seed.ToString(CultureInfo.InvariantCulture));
        }
    }

    [TestMethod]
    public void Texts_chosen_to_collide_without_a_seed_spread_under_every_seed()
    {
        var chosen = Enumerable.Range(0, 1 << 20).Select(i => Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)))
            .Where(t => (XxHash3.HashToUInt64(t) & 0xFF) == 0).ToArray();
        Assert.IsGreaterThan(3000, chosen.Length);
        foreach (var seed in Seeds())
        {
            var fullest = chosen.GroupBy(t => XxHash3.HashToUInt64(t, unchecked((long)seed)) & 0xFF).Max(g => g.Count());
            Assert.IsLessThan(60, fullest);
        }
    }

    [TestMethod]
    public void A_process_has_a_seed_that_is_no_constant_and_a_number_for_each_word()
    {
        Assert.AreNotEqual(0UL, HashSeed.Current);
        var numbers = HashSeed.Multipliers(HashSeed.Current, 64);
        Assert.AreEqual(64, numbers.Distinct().Count());
        Assert.IsTrue(numbers.All(n => n % 2 == 1));
    }

    private static IEnumerable<ulong> Seeds() => [HashSeed.Current, 0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210, 7, 1UL << 63];

    /// <summary>The longest run of occupied slots of a table as large as a <see cref="GroupTable"/> would be.</summary>
    private static int LongestRun(long[] keys, ulong seed)
    {
        var hashes = new ulong[keys.Length];
        GroupTable.Hash([keys], keys.Length, hashes, seed);
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)keys.Length * 2);
        var (taken, mask) = (new bool[1 << bits], (1 << bits) - 1);
        var longest = 0;
        foreach (var hash in hashes)
        {
            var (slot, run) = ((int)(hash >> (64 - bits)), 0);
            for (; taken[slot]; slot = (slot + 1) & mask)
            {
                run++;
            }

            taken[slot] = true;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    /// <summary>A key whose hash under the constants of before is <paramref name="hash"/>: all of its high bits are zero.</summary>
    private static long InverseOfTheOldHash(ulong hash)
    {
        unchecked
        {
            var mixed = hash * Inverse(0x94D049BB133111EBUL);
            mixed ^= (mixed >> 29) ^ (mixed >> 58);
            return (long)((mixed * Inverse(0xBF58476D1CE4E5B9UL)) ^ 0x9E3779B97F4A7C15UL);
        }

        static ulong Inverse(ulong odd)
        {
            var inverse = odd;
            for (var i = 0; i < 5; i++)
            {
                inverse = unchecked(inverse * (2 - (odd * inverse)));
            }

            return inverse;
        }
    }
}
