using System.CommandLine;
using Microsoft.Extensions.Logging;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Hosting.Development;
using Unified.Hosting.Records;

namespace Unified.Hosting.CommandLine;

/// <summary><c>dev</c>: everything in one process on embedded servers, with sample data.</summary>
internal static class DevCommand
{
    // What it decides itself.
    private static readonly string[] Own =
    [
        "Unified:Kafka:BootstrapServers", "Unified:ClickHouse:ConnectionString", "Unified:Data:Archive", "Unified:ClickHouse:Embedded:Data",
    ];

    public static Command Create(CommandContext context)
    {
        var samples = new Option<string>("--samples")
        {
            Description = $"The folder of sample data: a file <topic>{string.Join('|', RecordFile.Endings)} is sent at the start.",
            DefaultValueFactory = _ => "samples",
        };
        var once = new Option<bool>("--once") { Description = "End after the first rows, for scripts." };
        var command = new DescribedCommand("dev",
            "Everything in one process, on an embedded Kafka and ClickHouse: sends sample data, shows the first rows, and runs until "
                + "Ctrl+C. Needs no server. Begins empty at every start.",
            "jobs dev", "jobs dev --samples ../samples", "jobs dev --once --set Unified:Api:Urls=http://127.0.0.1:0");
        command.Options.Add(samples);
        command.Options.Add(once);
        return RunningCommand.UntilStopped(command, (parsed, stop) =>
            RunAsync(context, parsed, parsed.GetValue(samples)!, parsed.GetValue(once), stop));
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, string samples, bool once, CancellationToken stop)
    {
        var set = parsed.GetValue(context.Set) ?? [];
        if (set.FirstOrDefault(s => Own.Contains(s.Split('=')[0], StringComparer.OrdinalIgnoreCase)) is { } server)
        {
            throw new SettingException($"--set {server}: 'dev' brings its own servers. Use 'run' for others.");
        }

        var servers = DevServers.Create(context.Options(parsed).Data.Root);
        var options = Settings.Bind(Settings.Read(
        [
            .. set, .. servers.Settings, $"{Own[0]}={EmbeddedServers.Word}", $"{Own[1]}={EmbeddedServers.Word}",
        ]));
        Console.Out.WriteLine("Starting the embedded servers, all jobs, the archive and the API");
        var runtime = await UnifiedRuntime.StartAsync(options, context.Jobs, LogLevel.Warning, stop, told: text => Say($"  {text}"))
            .ConfigureAwait(false);
        await using (runtime.ConfigureAwait(false))
        {
            await new DevSession(runtime, options, context.Jobs, Say).RunAsync(servers, samples, once, stop).ConfigureAwait(false);
        }

        return 0;
    }

    private static void Say(string line) => Console.Out.WriteLine(line);
}
