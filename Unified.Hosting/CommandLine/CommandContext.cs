using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;

namespace Unified.Hosting.CommandLine;

/// <summary>What every command has: the jobs of the program and the options that all commands share.</summary>
internal sealed class CommandContext(Func<JobCatalogue> jobs)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "A setting, key=value; may be repeated. Example: --set Unified:Kafka:BootstrapServers=broker:9092",
        Recursive = true,
        DefaultValueFactory = _ => [],
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON for programs instead of text for people." };

    public Option<string[]> Job { get; } = new("--job")
    {
        Description = "The job; may be repeated. Default: all.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Planned when first asked for: a bad definition must not break --help.</summary>
    public JobCatalogue Jobs => field ??= jobs();

    public UnifiedOptions Options(ParseResult parsed) => Settings.Bind(Settings.Read(parsed.GetValue(Set) ?? []));

    /// <summary>A runtime for a command that ends by itself: it says nothing unless something is wrong.</summary>
    public Task<UnifiedRuntime> StartAsync(ParseResult parsed, CancellationToken cancellation) =>
        UnifiedRuntime.StartAsync(Options(parsed), Jobs, Microsoft.Extensions.Logging.LogLevel.Warning, cancellation);

    public IReadOnlyList<Logical.JobPlan> Selected(ParseResult parsed) => Jobs.Select(parsed.GetValue(Job) ?? []);

    public static void Print(JsonNode json) => Console.Out.WriteLine(json.ToJsonString(Indented));
}
