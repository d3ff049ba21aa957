using Unified.Embedded.Kafka;
using Unified.TestKit;
using Unified.TestKit.Kafka;

namespace Unified.Hosting.Tests.CommandLine;

/// <summary><c>produce</c>, <c>peek</c> and <c>new-source</c>, against a Kafka.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TopicCommandTests
{
    private const string Orders = """
        {"At":"2024-03-01T06:00:00Z","Customer":"ann","Amount":3}
        {"At":"2024-03-01T06:00:01Z","Customer":"bob","Amount":"four"}
        {"At":"2024-03-01T06:00:02Z","Customer":"ann","Amount":5}
        """;

    [TestMethod]
    public async Task What_is_produced_is_what_a_peek_shows_with_the_reason_of_a_refusal()
    {
        using var kafka = EmbeddedKafka.Start();
        kafka.CreateTopic("orders", 2);
        using var folder = new TempFolder();
        File.WriteAllText(folder["orders.ndjson"], Orders);

        var produced = await RunAsync(kafka.BootstrapServers, "produce", "--topic", "orders", "--file", folder["orders.ndjson"], "--key",
            "Customer", "--json");
        Assert.AreEqual(0, produced.Code, produced.Error);
        Assert.AreEqual((3, 3, 1), (produced.Json["records"]!.GetValue<int>(), produced.Json["keyed"]!.GetValue<int>(),
            produced.Json["refused"]!.GetValue<int>()));
        Assert.AreEqual("line 2", produced.Json["refusals"]![0]!["place"]!.GetValue<string>());

        var peek = await RunAsync(kafka.BootstrapServers, "peek", "--topic", "orders", "--json");
        Assert.AreEqual(0, peek.Code, peek.Error);
        var records = peek.Json.AsArray().OrderBy(r => r!["value"]!["At"]!.GetValue<string>(), StringComparer.Ordinal).ToList();
        Assert.AreEqual("ann bob ann", string.Join(' ', records.Select(r => r!["key"]!.GetValue<string>())));
        Assert.AreEqual(records[0]!["partition"]!.ToJsonString(), records[2]!["partition"]!.ToJsonString(), "equal keys, one partition");
        Assert.AreEqual("2024-03-01T06:00:00Z", records[0]!["sources"]![0]!["columns"]!["At"]!.GetValue<string>());
        Assert.AreEqual("column 'Amount' is \"four\", not a 32-bit integer", records[1]!["sources"]![0]!["refused"]!.GetValue<string>());

        var one = await RunAsync(kafka.BootstrapServers, "peek", "--topic", "orders", "--count", "1");
        Assert.Contains("source 'orders' takes it: At 2024-03-01T06:00:0", one.Output);
        var written = await RunAsync(kafka.BootstrapServers, "new-source", "--from", "orders", "--record", "Bought");
        Assert.AreEqual(0, written.Code, written.Error);
        Assert.Contains("namespace Unified.Hosting.Tests", written.Output);
        Assert.Contains("public sealed record Bought(\n    DateTime At,\n    string Customer,\n    string Amount);", written.Output);
        Assert.Contains("Partitions = 2,", written.Output);
    }

    [TestMethod]
    public async Task Without_a_key_the_partitions_take_turns_and_a_rate_is_kept()
    {
        using var kafka = EmbeddedKafka.Start();
        kafka.CreateTopic("orders", 2);
        using var folder = new TempFolder();
        File.WriteAllText(folder["orders.csv"], "At,Customer,Amount\n" + string.Concat(Enumerable.Repeat("2024-03-01,ann,1\n", 8)));
        var clock = TimeProvider.System.GetTimestamp();
        var run = await RunAsync(kafka.BootstrapServers, "produce", "--topic", "orders", "--file", folder["orders.csv"], "--rate", "10",
            "--json");
        Assert.AreEqual(0, run.Code, run.Error);
        // The eighth is due seven tenths of a second after the first.
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(700), TimeProvider.System.GetElapsedTime(clock));
        Assert.AreEqual("0 0 4, 1 0 4; refused 0", string.Join(", ", run.Json["partitions"]!.AsArray().Select(p =>
            $"{p!["partition"]} {p["from"]} {p["until"]}")) + $"; refused {run.Json["refused"]}");
    }

    [TestMethod]
    public async Task A_topic_that_is_not_there_is_made_as_its_source_says()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        var settings = new Dictionary<string, string> { ["auto.create.topics.enable"] = "false" };
        await using var kafka = await RealKafka.StartAsync(settings: settings);
        using var folder = new TempFolder();
        File.WriteAllText(folder["orders.ndjson"], Orders);
        (await RunAsync(kafka.BootstrapServers, "peek", "--topic", "orders")).Refused(3, "There is no topic 'orders'");
        (await RunAsync(kafka.BootstrapServers, "produce", "--topic", "strange", "--file", folder["orders.ndjson"]))
            .Refused(3, "There is no topic 'strange'", "declare its source in a job");
        var run = await RunAsync(kafka.BootstrapServers, "produce", "--topic", "orders", "--file", folder["orders.ndjson"], "--json");
        Assert.AreEqual(0, run.Code, run.Error);
        Assert.AreEqual("0 1", string.Join(' ', run.Json["partitions"]!.AsArray().Select(p => p!["partition"]!.ToJsonString())));
        (await RunAsync(kafka.BootstrapServers, "peek", "--topic", "orders", "--partition", "7")).Refused(3, "none of number 7");
    }

    [TestMethod]
    public async Task A_wrong_command_is_refused_before_anything_is_reached()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["there.cs"], "");
        var root = $"Unified:Data:Root={folder.Path}";
        (await RunAsync("embedded", "peek", "--topic", "orders")).Refused(2, "Start 'dev' and add --dev");
        (await CommandRun.OfAsync("peek", "--topic", "orders", "--dev", "--set", root)).Refused(2, "--dev: no 'dev' runs over");
        (await RunAsync("nowhere:1", "peek", "--topic", "orders", "--count", "0")).Refused(2, "--count 0: allowed are 1 to 10000");
        (await RunAsync("nowhere:1", "produce", "--topic", "orders", "--file", "x", "--rate", "0")).Refused(2, "--rate 0");
        (await RunAsync("nowhere:1", "new-source", "--from", "no.ndjson")).Refused(3, "There is no file 'no.ndjson'");
        (await RunAsync("nowhere:1", "new-source", "--from", "x.csv", "--output", folder["there.cs"]))
            .Refused(2, "the file exists already");
        (await RunAsync("broker:1", "dev")).Refused(2, "'dev' brings its own servers. Use 'run' for others.");
        Directory.CreateDirectory(folder["dev-servers"]);
        (await CommandRun.OfAsync("dev", "--set", root)).Refused(2, "was not made by 'dev', which would empty it");
    }

    private static Task<CommandRun> RunAsync(string servers, params string[] args) =>
        CommandRun.OfAsync([.. args, "--set", $"Unified:Kafka:BootstrapServers={servers}"]);
}
