using Unified.Streaming.Kafka;

namespace Unified.Streaming.Tests.Kafka;

[TestClass]
public sealed class GroupAssignmentTests
{
    private static readonly byte[] TwoTopics =
    [
        0, 1, // version
        0, 0, 0, 2, // topics
        0, 5, .. "other"u8, 0, 0, 0, 1, 0, 0, 0, 0,
        0, 6, .. "trades"u8, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 9,
        255, 255, 255, 255, // no user data
    ];

    [TestMethod]
    public void The_partitions_of_one_topic_are_counted()
    {
        Assert.AreEqual(3, GroupAssignment.Held(TwoTopics, "trades"));
        Assert.AreEqual(1, GroupAssignment.Held(TwoTopics, "other"));
        Assert.AreEqual(0, GroupAssignment.Held(TwoTopics, "trade"));
    }

    [TestMethod]
    public void Whatever_is_cut_off_or_something_else_names_none_and_breaks_nothing()
    {
        for (var length = 0; length < TwoTopics.Length - sizeof(int); length++)
        {
            Assert.AreEqual(0, GroupAssignment.Held(TwoTopics.AsSpan(0, length), "trades"), $"{length} bytes");
        }

        Assert.AreEqual(0, GroupAssignment.Held([0, 0, 255, 255, 255, 255], "trades"), "a negative number of topics");
        Assert.AreEqual(0, GroupAssignment.Held([0, 0, 127, 255, 255, 255, 127, 255, 1], "trades"), "more topics than bytes");
        Assert.AreEqual(0, GroupAssignment.Held("{\"tasks\":[1,2,3]}"u8, "trades"));
    }
}
