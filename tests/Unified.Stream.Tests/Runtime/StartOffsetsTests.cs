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
                    () => starts.Resolve(0, epoch, null, low, high, origin: false, () => Earlier.Stored), $"case {i}");
                refused++;
                continue;
            }

            var start = starts.Resolve(0, epoch, null, low, high, origin: false, () => Earlier.Stored);
            Assert.AreEqual((epochs.First(epoch), epochs.First(epoch + needed.Count)), (start.First, start.ReadFrom),
                $"case {i}: epoch {epoch}, Kafka has {low} to {high}");
        }

        Assert.IsTrue(refused is > 100 and < 1_900, $"{refused} were refused");
    }

    [TestMethod]
    public void A_hole_names_the_offsets_that_are_gone_and_no_others()
    {
        var starts = new StartOffsets("Job 'j'", Records.Source, null);
        var error = Assert.ThrowsExactly<DataException>(() => starts.Resolve(0, 1, null, 70, 500, origin: false, () => Earlier.Stored));
        Assert.Contains("has dropped offsets 64 to 69 (epoch 1; it begins at 70 now), and no archive has them.", error.Message);
        error = Assert.ThrowsExactly<DataException>(() => starts.Resolve(0, 1, null, 200, 500, origin: false, () => Earlier.Stored));
        Assert.Contains("has dropped offsets 64 to 127 (epoch 1; it begins at 200 now)", error.Message);
    }
}
