using Unified.Epochs;
using Unified.Errors;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Tests.Kafka;

[TestClass]
public sealed class LogIdentityTests
{
    private static readonly LogIdentity Known = new("orders", "shop.orders", "qjSwwFmvSnWvVyaHzE80Tg");

    [TestMethod]
    public void The_same_id_confirms_a_log() => Assert.AreEqual(Known, Known.Confirm(Known.TopicId, "Manifest 3 of job 'sales'"));

    [TestMethod]
    public void A_log_that_was_not_known_takes_the_id_that_is_found() =>
        Assert.AreEqual(Known, (Known with { TopicId = null }).Confirm(Known.TopicId, "Manifest 3 of job 'sales'"));

    [TestMethod]
    public void A_broker_that_gives_no_id_contradicts_nothing_and_forgets_nothing() =>
        Assert.AreEqual(Known, Known.Confirm(null, "Manifest 3 of job 'sales'"));

    [TestMethod]
    public void Another_id_is_refused_with_both_ids_what_it_means_and_the_way_out()
    {
        var error = Assert.ThrowsExactly<DataException>(() => Known.Confirm("TMZ8BAD/RDiK5OB4kmtwPA", "Manifest 3 of job 'sales'"));
        string[] told =
        [
            "Manifest 3 of job 'sales'", "log 'orders'", "topic 'shop.orders'", Known.TopicId!, "TMZ8BAD/RDiK5OB4kmtwPA",
            "deleted and made anew", "another Name", "new version",
        ];
        foreach (var part in told)
        {
            Assert.Contains(part, error.Message);
        }
    }
}
