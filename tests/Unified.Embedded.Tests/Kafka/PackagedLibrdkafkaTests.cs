using Confluent.Kafka;
using Unified.Embedded.Kafka;

namespace Unified.Embedded.Tests.Kafka;

/// <summary>The client that is used is the packaged one, of a version that Confluent.Kafka is made for.</summary>
[TestClass]
public sealed class PackagedLibrdkafkaTests
{
    [TestMethod]
    public void It_lies_beside_the_program_and_has_the_version_that_is_needed()
    {
        var version = PackagedLibrdkafka.Of(PackagedLibrdkafka.Handle);
        Assert.IsGreaterThanOrEqualTo(PackagedLibrdkafka.Needed, version);
        Assert.IsGreaterThan(new Version(2, 0), PackagedLibrdkafka.Needed);
        Assert.StartsWith($"librdkafka {version}, {AppContext.BaseDirectory}", PackagedLibrdkafka.Described);
    }

    [TestMethod]
    public void Confluents_client_has_the_same_one()
    {
        PackagedLibrdkafka.Use();
        Assert.StartsWith(PackagedLibrdkafka.Of(PackagedLibrdkafka.Handle).ToString(), Library.VersionString);
    }
}
