using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Unified.TestKit;

namespace Unified.Hosting.Tests.CommandLine;

[TestClass]
[DoNotParallelize]
public sealed class WrongInputTests
{
    [TestMethod]
    public async Task An_unknown_command_is_named_with_those_there_are() =>
        (await CommandRun.OfAsync("explian")).Refused(2, "'explian'", "explain", $"Help: {CommandRun.Program} --help");

    [TestMethod]
    public async Task A_missing_option_is_named() => (await CommandRun.OfAsync("rollback", "--to", "1", "--why", "x"))
        .Refused(2, "--job", $"Help: {CommandRun.Program} rollback --help");

    [TestMethod]
    public async Task A_switch_says_what_it_lacks_before_a_server_is_asked()
    {
        (await CommandRun.OfAsync("switch", "--to", "abc")).Refused(2, "--job", $"Help: {CommandRun.Program} switch --help");
        (await CommandRun.OfAsync("switch", "--job", "nope")).Refused(2, "'nope'", "orders");
        (await CommandRun.OfAsync("switch", "--job", "orders", "--wait", "2.00:00:00")).Refused(2, "--wait is 2.00:00:00", "1.00:00:00");
    }

    [TestMethod]
    public async Task A_value_that_is_none_of_the_choices_is_named() =>
        (await CommandRun.OfAsync("backfill", "--only", "logs")).Refused(2, "logs", "history");

    [TestMethod]
    public async Task An_unknown_setting_is_named_with_its_neighbours() =>
        (await CommandRun.OfAsync("status", "--set", "Unified:Kafka:Bootstrap=x"))
            .Refused(2, "Unified:Kafka:Bootstrap is not a setting", "BootstrapServers");

    [TestMethod]
    public async Task A_setting_of_something_else_is_refused() =>
        (await CommandRun.OfAsync("status", "--set", "Kafka:BootstrapServers=x")).Refused(2, "Kafka:BootstrapServers");

    [TestMethod]
    public void A_folder_that_cannot_be_written_is_no_bug() =>
        Assert.AreEqual((4, 4, 134), (UnifiedHost.ExitCode(new UnauthorizedAccessException()),
            UnifiedHost.ExitCode(new DirectoryNotFoundException()), UnifiedHost.ExitCode(new InvalidOperationException())));

    [TestMethod]
    public async Task A_setting_without_a_value_is_refused() =>
        (await CommandRun.OfAsync("status", "--set", "Unified:Api:Urls")).Refused(2, "Unified:Api:Urls", "key=value");

    [TestMethod]
    public async Task A_setting_out_of_range_is_named_with_its_value_and_range()
    {
        (await CommandRun.OfAsync("status", "--set", "Unified:Backfill:Parallelism=0"))
            .Refused(2, "Unified:Backfill:Parallelism is '0'", "1024");
        (await CommandRun.OfAsync("status", "--set", "Unified:Stream:FlushInterval=00:00:00.001"))
            .Refused(2, "Unified:Stream:FlushInterval", "00:00:00.010");
    }

    [TestMethod]
    public async Task A_setting_that_is_none_of_the_choices_is_named_with_them() =>
        (await CommandRun.OfAsync("status", "--set", "Unified:Kafka:Start=end"))
            .Refused(2, "Unified:Kafka:Start is 'end'", "beginning", "first-whole-epoch");

    [TestMethod]
    public async Task All_wrong_settings_of_the_Kafka_client_are_named_at_once_before_anything_starts()
    {
        const string Extra = "Unified:Kafka:Extra:";
        var run = await CommandRun.OfAsync("run", "--set", $"{Extra}isolation.level=read_uncommitted", "--set", $"{Extra}group.id=mine",
            "--set", $"{Extra}foo.bar=1", "--set", $"{Extra}a:b=1", "--set", "Unified:Kafka:Installation=a-b");
        run.Refused(2, $"{Extra}isolation.level is 'read_uncommitted', but must be 'read_committed'", $"{Extra}group.id may not be set",
            $"{Extra}foo.bar: librdkafka says: No such configuration property", $"{Extra}a is no librdkafka key",
            "Unified:Kafka:Installation is 'a-b'");
        Assert.HasCount(5, run.Error.Trim().Split('\n'), run.Error);
    }

    [TestMethod]
    public void A_setting_that_only_the_client_finds_wrong_is_no_bug() =>
        Assert.AreEqual(2, UnifiedHost.ExitCode(new Streaming.Kafka.KafkaSettingException("wrong")));

    [TestMethod]
    public async Task A_setting_that_cannot_be_read_is_named() =>
        (await CommandRun.OfAsync("status", "--set", "Unified:Backfill:Parallelism=many"))
        .Refused(2, "Unified:Backfill:Parallelism", "many");

    [TestMethod]
    public async Task An_unknown_job_is_named_with_those_there_are() =>
        (await CommandRun.OfAsync("explain", "--job", "nope")).Refused(2, "'nope'", "orders");

    [TestMethod]
    public async Task A_bad_day_is_named() => (await CommandRun.OfAsync("backfill", "--from", "2001-13-01"))
        .Refused(2, "--from 2001-13-01", "yyyy-MM-dd");

    [TestMethod]
    public async Task Days_in_the_wrong_order_are_named() =>
        (await CommandRun.OfAsync("backfill", "--from", "2001-03-05", "--to", "2001-03-01")).Refused(2, "2001-03-05", "2001-03-01");

    [TestMethod]
    public async Task A_ClickHouse_that_does_not_answer_is_not_a_stack_trace() =>
        (await CommandRun.OfAsync("status", "--set", "Unified:ClickHouse:ConnectionString=Host=127.0.0.1;Port=1"))
            .Refused(4, "ClickHouse did not answer");

    [TestMethod]
    public async Task A_taken_port_is_named()
    {
        using var folder = new TempFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        (await CommandRun.OnClickHouseAsync(folder.Path, "serve", "--set", $"Unified:Api:Urls={address}"))
            .Refused(4, address, "Unified:Api:Urls");
    }

    [TestMethod]
    public async Task An_address_that_is_none_is_named()
    {
        using var folder = new TempFolder();
        (await CommandRun.OnClickHouseAsync(folder.Path, "serve", "--set", "Unified:Api:Urls=nonsense"))
            .Refused(2, "Unified:Api:Urls", "'nonsense'");
    }
}
