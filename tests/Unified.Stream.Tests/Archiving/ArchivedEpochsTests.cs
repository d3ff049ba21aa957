using Unified.Streaming.Archiving;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>The files say where an archiver goes on.</summary>
[TestClass]
public sealed class ArchivedEpochsTests
{
    [TestMethod]
    public void An_empty_archive_begins_at_the_first_epoch_or_where_Kafka_does()
    {
        Assert.AreEqual("0", Missing([], LogStart.Beginning, kafka: 7));
        Assert.AreEqual("none", Missing([], LogStart.FirstWholeEpoch, kafka: 7));
    }

    [TestMethod]
    public void An_archive_goes_on_behind_its_last_file() => Assert.AreEqual("3", Missing([0, 1, 2], LogStart.Beginning, kafka: 1));

    [TestMethod]
    public void An_archive_that_began_later_does_not_want_what_was_before() =>
        Assert.AreEqual("7", Missing([5, 6], LogStart.FirstWholeEpoch, kafka: 6));

    [TestMethod]
    public void A_file_that_is_missing_is_written_again_while_Kafka_has_its_records() =>
        Assert.AreEqual("2", Missing([0, 1, 3, 4], LogStart.Beginning, kafka: 1));

    [TestMethod]
    public void Of_files_that_are_missing_those_are_named_that_Kafka_has_dropped() =>
        Assert.AreEqual("5, lost 2-4", Missing([0, 1, 9], LogStart.Beginning, kafka: 5));

    [TestMethod]
    public void A_file_that_nobody_can_write_again_holds_up_nothing() =>
        Assert.AreEqual("5, lost 1-1, lost 3-3", Missing([0, 2, 4], LogStart.Beginning, kafka: 4));

    [TestMethod]
    public void What_is_missing_behind_the_last_file_is_wanted_although_Kafka_has_dropped_it() =>
        Assert.AreEqual("3", Missing([0, 1, 2], LogStart.Beginning, kafka: 9),
            "an archiver that was away for too long is refused, with that epoch's name");

    private static string Missing(long[] archived, LogStart start, long kafka)
    {
        var (epoch, lost) = ArchivedEpochs.FirstMissing(archived, start, kafka);
        return string.Join(", ", lost.Select(l => $"lost {l.First}-{l.End - 1}").Prepend(epoch?.ToString() ?? "none"));
    }
}
