using System.Text;
using Unified.Aggregates;
using Unified.TestKit;

namespace Unified.Core.Tests.Aggregates;

[TestClass]
public sealed class Utf8OrderTests
{
    private static readonly string[] Pieces =
        ["a", "b", "\0", "é", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "\U0010FFFF", "\uD800", "\uDC00"];

    [TestMethod]
    public void Texts_are_ordered_as_their_bytes_are()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 20_000; i++)
        {
            var random = seed.Random(i);
            var (a, b) = (Text(random), Text(random));
            var expected = Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
            Assert.AreEqual(Math.Sign(expected), Math.Sign(Utf8Order.Instance.Compare(a, b)), $"'{a}' and '{b}'");
        }
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
}
