using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Hosting.Development;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.CommandLine;

/// <summary>What every command has: the jobs of the program and the options that all commands share.</summary>
public sealed class CommandContext
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Func<JobCatalogue> _jobs;

    internal CommandContext(Assembly assembly, Func<JobCatalogue> jobs) => (Assembly, _jobs) = (assembly, jobs);

    /// <summary>The program: where its jobs are.</summary>
    internal Assembly Assembly { get; }

    /// <summary>How the program is called in what people read.</summary>
    internal string Program => Assembly.GetName().Name ?? "jobs";

    /// <summary>Settings; every command has it without adding it.</summary>
    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "A setting, key=value; may be repeated. Example: --set Unified:Kafka:BootstrapServers=broker:9092",
        Recursive = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Every command has it without adding it.</summary>
    public Option<bool> Strict { get; } = new("--strict")
    {
        Description = "Run nothing while any job of the program cannot be planned. Without it the others run, and its mistakes are told.",
        Recursive = true,
    };

    /// <summary>Every command has it without adding it.</summary>
    public Option<bool> Dev { get; } = new("--dev")
    {
        Description = "Use the embedded servers of a 'dev' that runs over the same Unified:Data:Root.",
        Recursive = true,
    };

    /// <summary>For a command that prints JSON on demand.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON for programs instead of text for people." };

    /// <summary>For a command over some or all jobs.</summary>
    public Option<string[]> Job { get; } = new("--job")
    {
        Description = "The job; may be repeated. Default: all.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Planned when first asked for: a bad definition must not break --help.</summary>
    public JobCatalogue Jobs => field ??= _jobs();

    /// <summary>The settings in force.</summary>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public UnifiedOptions Options(ParseResult parsed)
    {
        var set = parsed.GetValue(Set) ?? [];
        var options = Settings.Bind(Settings.Read(set));
        return parsed.GetValue(Dev) ? Settings.Bind(Settings.Read([.. set, .. DevServers.Read(options.Data.Root)])) : options;
    }

    /// <summary>How to reach Kafka, for a command that only looks or sends.</summary>
    /// <exception cref="SettingException">There is no Kafka to reach: the embedded one is in another process.</exception>
    internal KafkaOptions Kafka(ParseResult parsed)
    {
        var kafka = Options(parsed).Kafka;
        return kafka.BootstrapServers == EmbeddedServers.Word
            ? throw new SettingException("Unified:Kafka:BootstrapServers is 'embedded': a Kafka that began with this command would be "
                + "empty, and gone with it. Start 'dev' and add --dev, or name brokers.")
            : new KafkaOptions
            {
                BootstrapServers = kafka.BootstrapServers,
                Settings = kafka.Extra,
                RequestTimeout = TimeSpan.FromSeconds(10),
            };
    }

    /// <summary>The sources of the program's jobs over a topic, by name.</summary>
    internal IReadOnlyList<SourceSchema> SourcesOf(string topic) => [.. Jobs.Sources.Where(s => s.Topic == topic)];

    /// <summary>Runs a command that ends by itself: it says nothing unless something is wrong.</summary>
    /// <typeparam name="T">A service, or what is made of services.</typeparam>
    internal async Task<int> RunAsync<T>(ParseResult parsed, Func<T, Task<int>> run, CancellationToken cancellation)
    {
        var runtime = await UnifiedRuntime.StartAsync(Options(parsed), Jobs, LogLevel.Warning, cancellation, tables: Named(parsed))
            .ConfigureAwait(false);
        await using (runtime.ConfigureAwait(false))
        {
            return await run(runtime.Get<T>()).ConfigureAwait(false);
        }
    }

    /// <summary>The jobs that <see cref="Job"/> names.</summary>
    public IReadOnlyList<Plans.JobPlan> Selected(ParseResult parsed) => Jobs.Select(parsed.GetValue(Job) ?? []);

    /// <summary>The jobs that the command is about: those of its --job, whatever form that has.</summary>
    private IReadOnlyList<Plans.JobPlan> Named(ParseResult parsed) =>
        Jobs.Select([.. parsed.GetResult("--job") is OptionResult given ? given.Tokens.Select(t => t.Value) : []]);

    /// <summary>Prints JSON as every command does.</summary>
    public static void Print(JsonNode json) => Console.Out.WriteLine(json.ToJsonString(Indented));
}
