using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Tests.Kafka;

[TestClass]
public sealed class ClientSettingsTests
{
    [TestMethod]
    [DataRow("isolation.level", "read_uncommitted", "'read_committed'")]
    [DataRow("enable.auto.commit", "true", "'false'")]
    [DataRow("enable.auto.offset.store", "true", "'false'")]
    [DataRow("enable.partition.eof", "false", "'true'")]
    [DataRow("auto.offset.reset", "latest", "'error'")]
    [DataRow("partition.assignment.strategy", "range", "'cooperative-sticky'")]
    [DataRow("topic.auto.offset.reset", "latest", "'error'")]
    [DataRow("bootstrap.servers", "other:9092", "Unified:Kafka:BootstrapServers")]
    [DataRow("metadata.broker.list", "other:9092", "Unified:Kafka:BootstrapServers")]
    [DataRow("test.mock.num.brokers", "1", "Unified:Kafka:BootstrapServers")]
    [DataRow("group.id", "mine", "Unified:Kafka:Installation")]
    [DataRow("client.id", "mine", "Unified:Kafka:Installation")]
    [DataRow("Group.Id", "mine", "Unified:Kafka:Installation")]
    [DataRow("auto.commit.enable", "true", "enable.auto.commit")]
    [DataRow("group.protocol", "consumer", "cooperative-sticky")]
    [DataRow("dotnet.consumer.consume.result.fields", "all", "Remove it")]
    public void A_setting_that_would_break_a_guarantee_or_lose_to_ours_is_refused_with_the_way_out(string key, string value, string wayOut)
    {
        var settings = new Dictionary<string, string> { [key] = value };
        var problem = KafkaOptions.Problems(settings, "Extra:").Single();
        Assert.StartsWith($"Extra:{key} ", problem);
        Assert.Contains(wayOut, problem);
        Assert.ThrowsExactly<KafkaSettingException>(() => Consumer(settings));
    }

    [TestMethod]
    [DataRow("foo.bar", "1", "No such configuration property")]
    [DataRow("topic.foo", "1", "No such configuration property")]
    [DataRow("Session.Timeout.Ms", "6000", "No such configuration property")]
    [DataRow("session.timeout.ms", "soon", "Invalid value")]
    [DataRow("session.timeout.ms", "0", "outside allowed range")]
    [DataRow("enable.idempotence", "true", "is a producer property and will be ignored")]
    [DataRow("log_cb", "x", "must be set through dedicated")]
    public void A_setting_that_the_client_does_not_know_or_take_or_heed_is_refused_in_its_words(string key, string value, string words)
    {
        var problem = KafkaOptions.Problems(new Dictionary<string, string> { [key] = value }, "Extra:").Single();
        Assert.StartsWith($"Extra:{key}: librdkafka says: ", problem);
        Assert.Contains(words, problem);
    }

    [TestMethod]
    public void Settings_that_do_not_go_together_are_named_together()
    {
        var settings = new Dictionary<string, string> { ["session.timeout.ms"] = "60000", ["max.poll.interval.ms"] = "50000" };
        var problem = KafkaOptions.Problems(settings, "Extra:").Single();
        Assert.StartsWith("Extra:max.poll.interval.ms, session.timeout.ms: librdkafka says: ", problem);
    }

    [TestMethod]
    public void All_wrong_settings_are_refused_at_once()
    {
        var settings = new Dictionary<string, string>
        {
            ["group.id"] = "mine",
            ["foo.bar"] = "1",
            ["isolation.level"] = "read_uncommitted",
            ["baz"] = "2",
            ["linger.ms"] = "5",
        };
        var problems = KafkaOptions.Problems(settings, "");
        Assert.HasCount(5, problems, string.Join('\n', problems));
    }

    [TestMethod]
    public void A_password_is_in_no_message()
    {
        const string Secret = "s3cret";
        var settings = new Dictionary<string, string> { ["sasl.password"] = Secret, ["sasl.pasword"] = Secret, ["group.id"] = Secret };
        var problems = string.Join('\n', KafkaOptions.Problems(settings, ""));
        Assert.Contains("sasl.pasword", problems);
        Assert.DoesNotContain(Secret, problems);
    }

    [TestMethod]
    public void What_a_client_may_be_given_passes()
    {
        var settings = new Dictionary<string, string>
        {
            ["security.protocol"] = "SASL_SSL",
            ["sasl.mechanism"] = "SCRAM-SHA-512",
            ["sasl.username"] = "unified",
            ["sasl.password"] = "secret",
            ["session.timeout.ms"] = "6000",
            ["fetch.max.bytes"] = "10000000",
            ["client.rack"] = "a",
            ["isolation.level"] = "read_committed",
        };
        Assert.IsEmpty(KafkaOptions.Problems(settings, "").ToArray());
        Assert.AreEqual("6000", Consumer(settings)["session.timeout.ms"]);
    }

    [TestMethod]
    public void Every_key_that_is_refused_is_in_the_documentation()
    {
        var page = Page();
        Assert.IsEmpty(ClientSettings.Keys.Where(key => !page.Contains($"`{key}", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public async Task A_check_does_not_log_in_but_a_reader_does()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var settings = new Dictionary<string, string>
        {
            ["security.protocol"] = "sasl_plaintext",
            ["sasl.mechanism"] = "OAUTHBEARER",
            ["sasl.oauthbearer.method"] = "oidc",
            ["sasl.oauthbearer.client.id"] = "unified",
            ["sasl.oauthbearer.client.secret"] = "secret",
            ["sasl.oauthbearer.token.endpoint.url"] = string.Create(CultureInfo.InvariantCulture, $"http://{server.LocalEndpoint}/token"),
        };
        Assert.IsEmpty(KafkaOptions.Problems(settings, "").ToArray());
        await Task.Delay(300);
        Assert.IsFalse(server.Pending(), "somebody asks for a token");

        var options = new KafkaOptions { BootstrapServers = "127.0.0.1:9", Settings = settings };
        using var reader = new KafkaLogReader(options, "topic", "group", full: false, NullLogger.Instance);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var asks = await server.AcceptTcpClientAsync(patience.Token);
    }

    private static string Page([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "configuration.md"));

    private static Dictionary<string, string> Consumer(Dictionary<string, string> settings) =>
        new KafkaOptions { BootstrapServers = "nowhere:9092", Settings = settings }.Consumer("group", full: true);
}
