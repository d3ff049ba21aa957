using Unified.Hosting.Configuration;
using Unified.Hosting.Tests.CommandLine;

namespace Unified.Hosting.Tests.Configuration;

/// <summary>Whatever is wrong with the settings is told at once, before anything starts, and is never an exception of our own.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SettingsTests
{
    [TestMethod]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var run = await CommandRun.OfAsync("run",
            "--set", "Unified:Kafka:Bootstrap=x", "--set", "Unified:Kafka:Extra:isolation.level=read_uncommitted",
            "--set", "Unified:Kafka:Extra:foo.bar=1", "--set", "Unified:ClickHouse:ConnectionString=Hots=10.0.0.5;Prot=8123",
            "--set", "Unified:Backfill:Cron=99 1 * * *", "--set", "Unified:Backfill:Parallelism=0",
            "--set", "Unified:Api:Urls=nonsense", "--set", "Unified:Stream:FlushInterval=1.00:00:00", "--set", "Unified:Data:Root=");
        run.Refused(2, "Unified:Kafka:Bootstrap is not a setting", "Unified:Kafka:Extra:isolation.level", "Unified:Kafka:Extra:foo.bar",
            "Unified:ClickHouse:ConnectionString: it has no key 'hots'", "it has no key 'prot'", "Unified:Backfill:Cron is '99 1 * * *'",
            "Unified:Backfill:Parallelism is '0'", "Unified:Api:Urls is 'nonsense'", "Unified:Stream:FlushInterval is 1.00:00:00",
            "Unified:Data:Root is ''");
    }

    [TestMethod]
    public async Task The_limits_of_the_API_are_checked_like_all_settings()
    {
        var run = await CommandRun.OfAsync("serve", "--set", "Unified:Api:Limits:Concurrent=0", "--set", "Unified:Api:Limits:Time=02:00:00",
            "--set", "Unified:Api:Limits:Rows=10", "--set", "Unified:Api:Limits:Colour=red");
        run.Refused(2, "Unified:Api:Limits:Concurrent is '0'", "Unified:Api:Limits:Time is 02:00:00; allowed are 00:00:01 to 01:00:00",
            "Unified:Api:Limits:Rows is '10'", "Unified:Api:Limits:Colour is not a setting");
        (await CommandRun.OfAsync("serve", "--set", "Unified:Api:Limits:Memory=much")).Refused(2, "Unified:Api:Limits:Memory");
    }

    [TestMethod]
    [DataRow("http://127.0.0.1:8123", "it is an address, not a connection string. Write Host=127.0.0.1;Port=8123.")]
    [DataRow("https://ch.example/", "Write Host=ch.example;Port=443;Protocol=https.")]
    [DataRow("Hots=10.0.0.5", "it has no key 'hots'. The keys are: "), DataRow("Host=a;Port=0", "Port is '0'")]
    [DataRow("Host=a;Port=many", "Port is 'many'"), DataRow("Host=a;Port=70000", "Port is '70000'"), DataRow("Host=a b", "Host is 'a b'")]
    [DataRow("Host=a;Protocol=tcp", "Protocol is 'tcp'"), DataRow("Host=a;Compression=maybe", "Compression is 'maybe'")]
    [DataRow("Host=a;Timeout=soon", "Timeout is 'soon'"), DataRow("localhost", "it is not of the form Key=Value")]
    public async Task A_connection_string_that_the_driver_would_read_otherwise_is_refused(string text, string expected)
    {
        var run = await CommandRun.OfAsync("status", "--set", $"Unified:ClickHouse:ConnectionString={text}");
        run.Refused(2, "Unified:ClickHouse:ConnectionString", expected);
    }

    [TestMethod]
    public async Task What_is_said_of_a_connection_string_has_no_password_in_it()
    {
        var run = await CommandRun.OfAsync("status", "--set", "Unified:ClickHouse:ConnectionString=Hots=a;Password=secret;Port=x");
        run.Refused(2, "'hots'", "Port");
        Assert.DoesNotContain("secret", run.Error);
    }

    [TestMethod]
    [DataRow("Host=clickhouse;Port=8123;Username=unified;Password=a=b;c"), DataRow("host=::1;set_max_threads=2;Protocol=https")]
    [DataRow("Host=ch.example.org;Timeout=0.5;Compression=false;UseSession=TRUE;JsonReadMode=binary;Roles=a,b"), DataRow("embedded")]
    public void A_good_connection_string_is_taken(string text)
    {
        // A password with a semicolon stands in quotes.
        text = text.Replace("a=b;c", "\"a=b;c\"", StringComparison.Ordinal);
        Assert.AreEqual(text, Settings.Bind(Settings.Read([$"Unified:ClickHouse:ConnectionString={text}"])).ClickHouse.ConnectionString);
    }

    [TestMethod]
    [DataRow("30 1 * * *"), DataRow("*/5 * * * *"), DataRow("0 2 * * MON-FRI"), DataRow("0 0 L * *")]
    public void A_good_schedule_is_taken(string cron) =>
        Assert.AreEqual(cron, Settings.Bind(Settings.Read([$"Unified:Backfill:Cron={cron}"])).Backfill.Cron);

    [TestMethod]
    [DataRow("every day"), DataRow("1 2 3"), DataRow("60 1 * * *"), DataRow("* * 32 * *")]
    public void A_bad_schedule_is_refused(string cron) => Assert.Contains($"Unified:Backfill:Cron is '{cron}': five fields are expected",
        Assert.ThrowsExactly<SettingException>(() => Settings.Bind(Settings.Read([$"Unified:Backfill:Cron={cron}"]))).Message);

    [TestMethod]
    [DataRow("http://0.0.0.0:8080"), DataRow("http://+:80;https://*:443"), DataRow("http://127.0.0.1:0"), DataRow("http://[::1]:5080")]
    public void A_good_address_is_taken(string urls) =>
        Assert.AreEqual(urls, Settings.Bind(Settings.Read([$"Unified:Api:Urls={urls}"])).Api.Urls);

    [TestMethod]
    [DataRow("broker:9092,"), DataRow("http://broker:9092"), DataRow("a b:9092")]
    public void Brokers_that_are_none_are_refused(string servers) => Assert.Contains("is no broker. Write host:port",
        Assert.ThrowsExactly<SettingException>(() => Settings.Bind(Settings.Read([$"Unified:Kafka:BootstrapServers={servers}"]))).Message);

    [TestMethod]
    [DataRow("postgres", "it is neither 'memory' nor of the form Key=Value"), DataRow("Hots=a;Database=b", "Npgsql has no key 'hots'")]
    [DataRow("postgres://a/b", "it is an address, not a connection string. For example Host=postgres;Database=unified")]
    [DataRow("Host=a", "it names no Database"), DataRow("Database=b", "it names no Host"), DataRow("Host=a;Database=b;Port=70000", "70000")]
    [DataRow("Host=a;Database=b;Port=x", "Npgsql cannot read the value of 'port'")]
    public async Task A_storage_of_the_schedule_that_is_none_is_refused(string text, string expected) =>
        (await CommandRun.OfAsync("schedule", "--set", $"Unified:Schedule:Storage={text}"))
            .Refused(2, "Unified:Schedule:Storage", expected);

    [TestMethod]
    public async Task All_that_is_wrong_with_the_schedule_is_told_at_once_without_a_secret()
    {
        var run = await CommandRun.OfAsync("run", "--set", "Unified:Schedule:Storage=Hots=a;Password=hidden;Port=x",
            "--set", "Unified:Schedule:Schema=a-b", "--set", "Unified:Schedule:Abandoned=00:00:01",
            "--set", "Unified:Schedule:Dashboard:Enabled=true", "--set", "Unified:Schedule:Dashboard:Secret=shorty");
        run.Refused(2, "Npgsql has no key 'hots'", "Npgsql cannot read the value of 'port'", "Unified:Schedule:Schema is 'a-b'",
            "Unified:Schedule:Abandoned is 00:00:01; allowed are 00:00:05 to 01:00:00",
            "Unified:Schedule:Dashboard:Secret has 6 characters; at least 16 are needed");
        Assert.DoesNotContain("hidden", run.Error);
        Assert.DoesNotContain("shorty", run.Error);
    }

    [TestMethod]
    public async Task A_dashboard_without_a_secret_starts_nothing() =>
        (await CommandRun.OfAsync("serve", "--set", "Unified:Schedule:Dashboard:Enabled=true"))
            .Refused(2, "Unified:Schedule:Dashboard:Secret has 0 characters");

    [TestMethod]
    [DataRow("memory"), DataRow("Host=postgres;Database=unified;Username=u;Password=\"a;b\"")]
    [DataRow("host=::1;database=x;SSL Mode=Require")]
    public void A_good_storage_is_taken(string text) => Assert.AreEqual(
        text, Settings.Bind(Settings.Read([$"Unified:Schedule:Storage={text}", "Unified:Schedule:Schema=prod_eu"])).Schedule.Storage);
}
