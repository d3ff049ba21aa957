using Unified.Streaming.Kafka;

namespace Unified.Streaming.Tests.Kafka;

[TestClass]
public sealed class InstallationNameTests
{
    [TestMethod]
    public void Two_installations_share_no_group()
    {
        var plan = Run.Program.Plan;
        Assert.AreEqual($"unified.prod_eu.{plan.Job}.{plan.Version}.trades", ConsumerGroups.Stream(plan, "trades", "prod_eu"));
        Assert.AreEqual($"unified.prod_eu.archive.{plan.Sources[0].Name}", ConsumerGroups.Archive(plan.Sources[0], "prod_eu"));
    }

    [TestMethod]
    public void Without_a_name_the_groups_are_what_they_were()
    {
        var plan = Run.Program.Plan;
        Assert.AreEqual($"unified.{plan.Job}.{plan.Version}.trades", ConsumerGroups.Stream(plan, "trades", ""));
        Assert.AreEqual($"unified.archive.{plan.Sources[0].Name}", ConsumerGroups.Archive(plan.Sources[0], ""));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("prod_eu")]
    public void A_client_says_its_installation_machine_and_process(string installation)
    {
        var options = new KafkaOptions { BootstrapServers = "nowhere:9092", Installation = installation };
        var client = options.Consumer("group", full: false)["client.id"];
        Assert.AreEqual($"unified-{installation}-{Environment.MachineName}-{Environment.ProcessId}", client);
    }

    [TestMethod]
    [DataRow("prod-eu")]
    [DataRow("prod.eu")]
    [DataRow("a name")]
    [DataRow("archive")]
    [DataRow("a12345678901234567890123456789012345678901")]
    public void A_name_that_would_run_into_another_is_refused(string name)
    {
        var error = Assert.ThrowsExactly<KafkaSettingException>(() =>
            new KafkaOptions { BootstrapServers = "nowhere:9092", Installation = name });
        Assert.Contains($"Installation '{name}'", error.Message);
    }
}
