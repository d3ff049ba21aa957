using Unified.Columnar;
using Unified.TestKit;

namespace Unified.Core.Tests.Columnar;

[TestClass]
public sealed class GroupTableTests
{
    [TestMethod]
    public void It_is_a_dictionary_of_keys_to_states_through_growth_and_clearing()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 60; i++)
        {
            var random = seed.Random(i);
            var (keyWords, range) = (random.Next(0, 4), random.Next(1, 3_000));
            var table = new GroupTable(keyWords, stateWords: 2);
            for (var life = 0; life < 2; life++)
            {
                var expected = new Dictionary<string, (long Sum, long Stamp)>(StringComparer.Ordinal);
                for (var stamp = 1; stamp < 6; stamp++)
                {
                    Batch(random, table, keyWords, range, stamp, expected);
                }

                Assert.AreEqual(expected.Count, table.Count);
                Assert.HasCount(expected.Count, table.Entries(null));
                foreach (var entry in table.Entries(null))
                {
                    Assert.AreEqual(expected[Name(table.Key(entry))].Sum, table.States(entry)[1]);
                }

                for (var stamp = 1; stamp < 6; stamp++)
                {
                    CollectionAssert.AreEquivalent(
                        expected.Where(e => e.Value.Stamp == stamp).Select(e => e.Key).ToArray(),
                        table.Entries(stamp).Select(e => Name(table.Key(e))).ToArray());
                }

                table.Clear();
                Assert.AreEqual(0, table.Count);
                Assert.HasCount(0, table.Entries(null));
            }
        }
    }

    [TestMethod]
    public void Keys_that_share_a_hash_are_groups_of_their_own()
    {
        // The first word's hash is mixed with the second word, so a second word can be chosen that makes two keys meet.
        var first = new ulong[2];
        var seed = HashSeed.Current;
        GroupTable.Hash([[3, 4]], 2, first, seed);
        long[][] keys = [[3, 4], [7, unchecked((long)(first[0] ^ first[1] ^ 7))]];
        var hashes = new ulong[2];
        GroupTable.Hash(keys, 2, hashes, seed);
        Assert.AreEqual(hashes[0], hashes[1], "they meet");

        var table = new GroupTable(keyWords: 2, stateWords: 1);
        var offsets = new int[2];
        table.FindOrAdd(keys, 2, offsets, 1);
        Assert.AreEqual(2, table.Count);
        CollectionAssert.AreEqual(new[] { 3L, 7L }, table.Key(offsets[0]).ToArray());
        CollectionAssert.AreEqual(new[] { 4L, keys[1][1] }, table.Key(offsets[1]).ToArray());
    }

    private static void Batch(Random random, GroupTable table, int keyWords, int range, int stamp, Dictionary<string,
        (long Sum, long Stamp)> expected)
    {
        var count = random.Next(0, 2_000);
        var keys = Enumerable.Range(0, keyWords).Select(_ =>
            Enumerable.Range(0, count).Select(_ => (long)random.Next(-range, range)).ToArray()).ToArray();
        var offsets = new int[count];
        table.FindOrAdd(keys, count, offsets, stamp);
        for (var row = 0; row < count; row++)
        {
            table.Words[offsets[row] + 1] += row;
            var name = string.Join(',', keys.Select(k => k[row]));
            expected[name] = (expected.GetValueOrDefault(name).Sum + row, stamp);
        }
    }

    private static string Name(ReadOnlySpan<long> key) => string.Join(',', key.ToArray());
}
