using Unified.Errors;
using Unified.Streaming.Runtime;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Runtime;

[TestClass]
public sealed class StartOffsetsTests
{
    [TestMethod]
    public void Reading_begins_at_the_epoch_and_what_Kafka_lacks_of_it_comes_as_whole_epochs_of_the_archive()
    {
        var seed = TestSeed.Take();
        var epochs = Records.Source.Epochs;
        var refused = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var random = seed.Random(i);
            long Offset() => (random.Next(0, 8) * 64L) + (random.Next(2) == 0 ? 0 : random.Next(-1, 2) + 1);
            var (low, high) = (Offset(), Offset());
            (low, high) = (Math.Min(low, high), Math.Max(low, high));
            var epoch = (long)random.Next(0, 8);
            var lost = random.Next(2) == 0 ? [] : new long[] { random.Next(0, 8) };
            var starts = new StartOffsets(
                "Job 'j'", Records.Source,
                new MemoryArchive(Records.Source, Records.Source.Partition(0), new MemoryLog { End = 64 * 12 }, lost));

            var needed = Enumerable.Range(0, 12).Select(e => (long)e).Where(e => e >= epoch && epochs.First(e) < low).ToList();
            if (epochs.First(epoch) > high || needed.Any(lost.Contains))
            {
                Assert.ThrowsExactly<DataException>(
                    () => starts.Resolve(0, epoch, null, low, high, origin: false, () => Earlier.Nothing), $"case {i}");
                refused++;
                if (epochs.First(epoch) > high)
                {
                    continue;
                }
            }

            var start = starts.Resolve(0, epoch, null, low, high, origin: false, () => Earlier.Stored);
            Assert.AreEqual((epochs.First(epoch), Math.Min(high, epochs.First(epoch + needed.Count))), (start.First, start.ReadFrom),
                $"case {i}: epoch {epoch}, Kafka has {low} to {high}");
            CollectionAssert.AreEqual(needed.Where(lost.Contains).ToArray(), start.Lost.ToArray(), $"case {i}");
        }

        Assert.IsTrue(refused is > 100 and < 1_900, $"{refused} were refused");
    }

    [TestMethod]
    public void A_hole_names_the_offsets_that_are_gone_and_no_others()
    {
        var starts = new StartOffsets("Job 'j'", Records.Source, null);
        var error = Assert.ThrowsExactly<DataException>(() => starts.Resolve(0, 1, null, 70, 500, origin: false, () => Earlier.Committed));
        Assert.Contains("has dropped offsets 64 to 69 (epoch 1; it begins at 70 now), and no archive has them.", error.Message);
        error = Assert.ThrowsExactly<DataException>(() => starts.Resolve(0, 1, null, 200, 500, origin: false, () => Earlier.Committed));
        Assert.Contains("has dropped offsets 64 to 127 (epoch 1; it begins at 200 now)", error.Message);
    }

    [TestMethod]
    public void The_beginning_of_an_epoch_may_come_from_partial_files_and_Kafka_goes_on_where_they_end()
    {
        foreach (var (covered, low, readFrom) in new[] { (90L, 70L, 90L), (70, 70, 70), (69, 70, 128), (127, 65, 127) })
        {
            var starts = new StartOffsets("Job 'j'", Records.Source, null, e => e.Epoch == 1 ? covered : null);
            var start = starts.Resolve(0, 1, null, low, 500, origin: false, () => Earlier.Stored);
            Assert.AreEqual((64L, readFrom, readFrom == 128), (start.First, start.ReadFrom, start.Lost.Contains(1)), $"up to {covered}");
        }

        var shorter = new StartOffsets("Job 'j'", Records.Source, null, e => e.Epoch == 1 ? 90 : null);
        var error = Assert.ThrowsExactly<DataException>(() => shorter.Resolve(0, 1, null, 70, 80, origin: false, () => Earlier.Stored));
        Assert.Contains("ends at offset 80, but was read up to offset 90", error.Message);
    }
}
